//! The open connections.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::host::Host;
use super::host_keys::{self, HostKey};
use super::own_key::{self, PublicKey};
use super::program::Program;
use super::stream::{self, Stream};
use super::{Destination, Error, Output, files, session};

/// One connection for each destination, opened when it is needed. Cheap to clone; the last clone ends them.
///
/// A connection that broke is opened again by the next call. A machine that could not be reached is left alone for a while (1 s, 2 s,
/// 4 s … 15 s; 60 s where it refuses us); until then every call fails at once with the same error.
#[derive(Debug, Clone)]
pub struct Connections {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    program: Arc<Program>,
    hosts: Mutex<HashMap<Destination, Arc<Host>>>,
    /// Held while one of our files is changed.
    files: tokio::sync::Mutex<()>,
}

impl Connections {
    /// Keeps the accepted host keys and our own key in `directory`, which is made when it is needed.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        Self::with(directory, None)
    }

    /// The same, with another file in place of `~/.ssh/config` and the machine's own configuration.
    #[must_use]
    pub fn configured_by(directory: PathBuf, configuration: PathBuf) -> Self {
        Self::with(directory, Some(configuration))
    }

    fn with(directory: PathBuf, configuration: Option<PathBuf>) -> Self {
        // What is left of others is in nobody's way.
        std::thread::spawn(files::tidy);
        Self {
            shared: Arc::new(Shared {
                program: Arc::new(Program {
                    directory,
                    configuration,
                }),
                hosts: Mutex::default(),
                files: tokio::sync::Mutex::default(),
            }),
        }
    }

    /// Runs `command` (text for the login shell there: a constant) with that standard input. It has no time limit of its own: drop the
    /// future to give up.
    ///
    /// # Errors
    /// The machine could not be asked, or answered with more than 32 MiB. What the command itself answered is an [`Output`].
    pub async fn run(
        &self,
        to: &Destination,
        command: &'static str,
        input: &[u8],
    ) -> Result<Output, Error> {
        session::run(&self.host(to), command, input).await
    }

    /// Starts `command` with that standard input and gives what it writes to its standard output. Its input stays open for as long as
    /// the [`Stream`] lives: a command that has to end with it waits for the end of its input.
    ///
    /// # Errors
    /// The machine could not be asked.
    pub async fn stream(
        &self,
        to: &Destination,
        command: &'static str,
        input: &[u8],
    ) -> Result<Stream, Error> {
        stream::start(&self.host(to), command, input).await
    }

    /// Has the next call try at once, whatever failed before: for when a person asks for it.
    pub fn retry_now(&self, to: &Destination) {
        self.host(to).retry_now();
    }

    /// Lets go of a destination that is not used any more.
    pub fn close(&self, to: &Destination) {
        self.hosts().remove(to);
    }

    /// The key that the machine shows now, with the keys that were known before. Nothing is stored and nobody signs in.
    ///
    /// # Errors
    /// The machine did not show one.
    pub async fn host_key(&self, to: &Destination) -> Result<HostKey, Error> {
        host_keys::fetch(&self.shared.program, to).await
    }

    /// Stores the machine's key, in place of those that were accepted before, if it still has the fingerprint that the person saw
    /// (`SHA256:…`).
    ///
    /// # Errors
    /// The machine shows another key by now ([`Error::ChangedHostKey`]; nothing is stored), or none.
    pub async fn accept(&self, to: &Destination, fingerprint: &str) -> Result<HostKey, Error> {
        let key = self.host_key(to).await?;
        if key.fingerprint != fingerprint {
            return Err(Error::ChangedHostKey(format!(
                "{to} now shows the key {}, not the one that was looked at. Nothing was stored.",
                key.fingerprint
            )));
        }
        let _alone = self.shared.files.lock().await;
        host_keys::store(&self.shared.program, &key)?;
        for host in self.hosts().values() {
            host.retry_now();
        }
        Ok(key)
    }

    /// Our own public key, made when it is first asked for. It is offered to every machine, besides the person's own keys.
    ///
    /// # Errors
    /// It could not be made.
    pub async fn public_key(&self) -> Result<PublicKey, Error> {
        let _alone = self.shared.files.lock().await;
        own_key::get(&self.shared.program).await
    }

    fn host(&self, to: &Destination) -> Arc<Host> {
        let mut hosts = self.hosts();
        let host = hosts
            .entry(to.clone())
            .or_insert_with(|| Arc::new(Host::new(to.clone(), Arc::clone(&self.shared.program))));
        Arc::clone(host)
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<Destination, Arc<Host>>> {
        self.shared
            .hosts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
