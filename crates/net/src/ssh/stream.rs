//! A program whose output is read while it runs.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::process::{ChildStdin, ChildStdout};
use tokio::task::JoinHandle;

use super::Error;
use super::host::Host;
use super::session::{is_not_started, may_be_lost, no_session, through};

/// As much of its complaints is kept, in bytes.
const COMPLAINTS: u64 = 64 * 1024;

/// What a program writes, for as long as it runs. Where the connection is lost, the end is an error (an [`Error`] inside an
/// [`io::Error`]).
///
/// Dropping it ends the input of the program, which tells it to end.
pub struct Stream {
    stdout: ChildStdout,
    /// Open for as long as somebody reads.
    _stdin: ChildStdin,
    /// Waits for the end; holds the program, which it ends when dropped.
    ending: Option<JoinHandle<Result<(), Error>>>,
}

/// Starts the command and gives it the input, whose end comes when the stream is dropped.
pub(super) async fn start(host: &Arc<Host>, command: &str, input: &[u8]) -> Result<Stream, Error> {
    let (master, permit) = loop {
        let master = host.master().await?;
        match Arc::clone(&master.streams).try_acquire_owned() {
            Ok(permit) => break (master, permit),
            // It goes on for those that use it; the next ones get another connection.
            Err(_) => host.retire(&master),
        }
    };
    let mut child = through(&master, &host.to, command)
        .spawn()
        .map_err(|error| Error::program("ssh", &error))?;
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(Error::Failed("ssh was started without its pipes.".into()));
    };
    // A program that ends early does not read the rest; its end tells why.
    let _ = stdin.write_all(input).await;
    let host = Arc::clone(host);
    let ending = tokio::spawn(async move {
        let _permit = permit;
        let mut complaints = Vec::new();
        let mut first = stderr.take(COMPLAINTS);
        let read = async {
            let _ = first.read_to_end(&mut complaints).await;
            let _ = tokio::io::copy(&mut first.into_inner(), &mut tokio::io::sink()).await;
        };
        let ((), status) = tokio::join!(read, child.wait());
        let status = status
            .map_err(|error| Error::program("ssh", &error))?
            .code();
        if may_be_lost(status) && master.is_ending().await {
            host.retire(&master);
            return Err(Error::lost(&host.to));
        }
        if is_not_started(status, &complaints) {
            return Err(no_session(&host.to));
        }
        Ok(())
    });
    Ok(Stream {
        stdout,
        _stdin: stdin,
        ending: Some(ending),
    })
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stdout).poll_read(cx, buffer))?;
        if buffer.filled().len() > before || buffer.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        let Some(ending) = &mut self.ending else {
            return Poll::Ready(Ok(()));
        };
        let outcome = ready!(Pin::new(ending).poll(cx));
        self.ending = None;
        Poll::Ready(match outcome {
            Ok(outcome) => outcome.map_err(io::Error::other),
            Err(error) => Err(io::Error::other(error)),
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(ending) = &self.ending {
            ending.abort();
        }
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}
