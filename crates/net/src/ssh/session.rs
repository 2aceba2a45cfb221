//! One program that runs over an open connection.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::time::Instant;

use super::host::Host;
use super::master::Master;
use super::program::quiet;
use super::{Destination, Error};

/// The most that a program may write to either output, in bytes.
const LONGEST_OUTPUT: u64 = 32 * 1024 * 1024;
/// A caller that gives up after this time has waited for a connection that may be dead.
const SUSPICIOUS: Duration = Duration::from_secs(2);
/// How often, and after which time, a host is asked again that allows no more sessions now.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// What ssh says where the master does not take the session, through the command that would open a connection of its own.
const NO_SESSION: &str = "odysseus-no-session";
/// ssh's own status (ssh(1), EXIT STATUS), and of programs that a signal ended.
const SSH_FAILED: i32 = 255;

/// What a program answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its exit code. A program that a signal ended has 255: ssh does not tell which.
    pub status: Option<i32>,
    /// What it wrote.
    pub stdout: Vec<u8>,
    /// What it complained of.
    pub stderr: Vec<u8>,
}

/// How a session ended.
enum Ending {
    Answered(Output),
    /// The program was not started.
    NotStarted,
}

/// Runs the command with that input.
pub(super) async fn run(host: &Arc<Host>, command: &str, input: &[u8]) -> Result<Output, Error> {
    for _ in 0..ATTEMPTS {
        let master = host.master().await?;
        let Ok(_permit) = master.calls.acquire().await else {
            return Err(Error::lost(&host.to));
        };
        let mut call = Call {
            host,
            master: &master,
            since: Instant::now(),
            answered: false,
        };
        let ending = attempt(&master, &host.to, command, input).await;
        call.answered = true;
        match ending? {
            Ending::Answered(output) if output.status != Some(SSH_FAILED) => return Ok(output),
            Ending::Answered(output) => {
                if !master.is_ending().await {
                    return Ok(output);
                }
                host.retire(&master);
                return Err(Error::lost(&host.to));
            }
            // Either the connection is gone and the next round opens another one, or the host is full.
            Ending::NotStarted if master.is_alive() => tokio::time::sleep(PAUSE).await,
            Ending::NotStarted => host.retire(&master),
        }
    }
    Err(no_session(&host.to))
}

/// What is to be said of a host that starts nothing for us.
pub(super) fn no_session(to: &Destination) -> Error {
    Error::Failed(format!(
        "{to} allows no more sessions over one connection: raise MaxSessions in its sshd_config (10 is usual)."
    ))
}

/// A call that is under way. One that is given up after some time lets its connection go: the next call finds out whether the
/// machine is still there.
struct Call<'a> {
    host: &'a Host,
    master: &'a Arc<Master>,
    since: Instant,
    answered: bool,
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if !self.answered && self.since.elapsed() >= SUSPICIOUS {
            self.host.retire(self.master);
        }
    }
}

/// `ssh` that asks the master to run the command. It reads no configuration, and where the master does not take it, it does not
/// connect by itself.
pub(super) fn through(master: &Master, to: &Destination, command: &str) -> Command {
    let mut ssh = quiet("ssh");
    ssh.args(["-F", "/dev/null", "-T", "-o", "BatchMode=yes"])
        .args(["-o", "LogLevel=ERROR", "-o", "ControlMaster=no"])
        // A shell of its own says it and only then closes the pipe by which ssh knows that it has ended.
        .args(["-o", &format!("ProxyCommand=sh -c 'echo {NO_SESSION} >&2'")])
        .env("SHELL", "/bin/sh")
        .arg("-S")
        .arg(master.socket())
        .args(to.arguments())
        .arg(command)
        .stdin(Stdio::piped());
    ssh
}

/// Whether that is what ssh says when the program was not started.
pub(super) fn is_not_started(status: Option<i32>, stderr: &[u8]) -> bool {
    status == Some(SSH_FAILED)
        && String::from_utf8_lossy(stderr)
            .lines()
            .any(|line| line == NO_SESSION)
}

/// Whether a status may mean that the connection was lost.
pub(super) fn may_be_lost(status: Option<i32>) -> bool {
    status.is_none_or(|status| status == SSH_FAILED)
}

async fn attempt(
    master: &Master,
    to: &Destination,
    command: &str,
    input: &[u8],
) -> Result<Ending, Error> {
    let mut child = through(master, to, command)
        .spawn()
        .map_err(|error| Error::program("ssh", &error))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let fed = async {
        if let Some(mut stdin) = stdin {
            // A program that ends early does not read the rest; its answer tells why.
            let _ = stdin.write_all(input).await;
        }
        Ok(())
    };
    let ((), stdout, stderr) = tokio::try_join!(fed, whole(stdout, to), whole(stderr, to))?;
    let status = child
        .wait()
        .await
        .map_err(|error| Error::program("ssh", &error))?
        .code();
    if is_not_started(status, &stderr) {
        return Ok(Ending::NotStarted);
    }
    Ok(Ending::Answered(Output {
        status,
        stdout,
        stderr,
    }))
}

/// All that is written there.
async fn whole(from: Option<impl AsyncRead + Unpin>, to: &Destination) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    if let Some(from) = from {
        let read = from.take(LONGEST_OUTPUT + 1).read_to_end(&mut text).await;
        read.map_err(|_| Error::lost(to))?;
    }
    if u64::try_from(text.len()).is_ok_and(|length| length > LONGEST_OUTPUT) {
        return Err(Error::Failed(format!(
            "{to} answered with more than {} MiB.",
            LONGEST_OUTPUT / 1024 / 1024
        )));
    }
    Ok(text)
}
