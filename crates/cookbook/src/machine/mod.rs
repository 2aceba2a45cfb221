//! The machines: this one and those behind ssh, all spoken to in one way.
//!
//! A machine is asked by a **fixed POSIX script and a list of words**, never by a command line made of text: the
//! script is part of this program, the words reach it as `$1`, `$2`, … whatever they contain ([`script`]). Both
//! travel on the standard input of `sh`, so that no login shell, no `ps` and no shell history sees them.

#[cfg(test)]
pub(crate) mod house;
mod local;
mod remote;
mod script;
#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::SignedDuration;
use tokio::io::AsyncRead;

pub(crate) use local::Local;
pub(crate) use script::Script;

/// Shell functions that ask programs which may hang, for a limited time: for [`Script::with`].
pub(crate) const ASKING: &str = include_str!("asking.sh");

/// Which machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Machine {
    /// The one that Odysseus runs on.
    Local,
    /// One behind ssh.
    Remote(net::ssh::Destination),
}

/// What a script answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    /// Its exit code; none when a signal ended it.
    pub(crate) status: Option<i32>,
    /// What it wrote.
    pub(crate) stdout: Vec<u8>,
    /// What it complained of, ssh's own complaints included.
    pub(crate) stderr: String,
}

/// Why a machine could not be asked. What the script itself said is a [`Reply`].
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// ssh did not get there, or the host wants to be known first.
    #[error(transparent)]
    Ssh(#[from] net::ssh::Error),
    /// It did not answer within its time.
    #[error("It did not answer within {} s.", .0.as_secs())]
    Slow(Duration),
    /// It stopped answering in the middle.
    #[error("{0}")]
    Lost(String),
    /// Signing in there does not lead to a shell.
    #[error("{machine} lets us in, but its login shell does not start `sh`; it said: {said}")]
    NoShell {
        /// The machine.
        machine: String,
        /// Its last words.
        said: String,
    },
    /// `sh` could not be started here.
    #[error("`sh` could not be started on this machine: {0}")]
    Shell(#[from] std::io::Error),
}

impl Trouble {
    /// Has the error say of which kind this is, for what can be done about it: as `trouble`, in the words of
    /// [`net::ssh::Error::kind`], or `no_shell`. Where the next attempt comes by itself, it also says when.
    pub(crate) fn mark(&self, error: operation::Error) -> operation::Error {
        let kind = match self {
            Self::Ssh(error) => error.kind(),
            Self::Slow(_) | Self::Lost(_) => "unreachable",
            Self::NoShell { .. } => "no_shell",
            Self::Shell(_) => "failed",
        };
        let error = error.with("trouble", kind);
        match self {
            Self::Ssh(net::ssh::Error::Unreachable {
                retry_in: Some(wait),
                ..
            }) => error.retry_after(SignedDuration::try_from(*wait).unwrap_or_default()),
            _ => error,
        }
    }

    /// Whether the script was not even begun, so that nothing there has changed.
    pub(crate) fn is_before_it_began(&self) -> bool {
        match self {
            Self::Ssh(error) => !matches!(error, net::ssh::Error::Lost(_)),
            Self::NoShell { .. } | Self::Shell(_) => true,
            Self::Slow(_) | Self::Lost(_) => false,
        }
    }
}

/// All machines that can be reached: the local shell and the connections.
#[derive(Clone)]
pub(crate) struct Machines {
    local: Local,
    ssh: net::ssh::Connections,
}

impl Machines {
    pub(crate) fn new(local: Local, ssh: net::ssh::Connections) -> Self {
        Self { local, ssh }
    }

    /// Has the next call try to reach it at once, whatever failed before: for when a person asks.
    pub(crate) fn retry_now(&self, machine: &Machine) {
        if let Machine::Remote(to) = machine {
            self.ssh.retry_now(to);
        }
    }

    /// Runs the script there, for at most `limit`.
    pub(crate) async fn run(
        &self,
        machine: &Machine,
        script: &Script,
        limit: Duration,
    ) -> Result<Reply, Trouble> {
        let asked = async {
            match machine {
                Machine::Local => Ok(self.local.run(&script.text()).await?),
                Machine::Remote(to) => remote::run(&self.ssh, to, script).await,
            }
        };
        tokio::time::timeout(limit, asked)
            .await
            .unwrap_or(Err(Trouble::Slow(limit)))
    }

    /// Starts the script there and gives what it writes as it comes; where a connection is lost, the end is an error. When nobody
    /// reads any more, the script is ended: at once over ssh, with the next thing that it writes here. There it runs in
    /// a subshell, where `$$` is another process.
    pub(crate) async fn stream(
        &self,
        machine: &Machine,
        script: &Script,
    ) -> Result<Box<dyn AsyncRead + Send + Unpin>, Trouble> {
        Ok(match machine {
            Machine::Local => Box::new(self.local.stream(&script.text()).await?),
            Machine::Remote(to) => Box::new(remote::stream(&self.ssh, to, script).await?),
        })
    }
}
