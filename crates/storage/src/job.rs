//! A unit of work for a worker thread, and the bounded queue it waits in.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use async_channel::{Receiver, Sender, TrySendError};
use tokio::sync::oneshot;

use crate::{AnyConn, Fault};

/// A closure on its way to a worker. The answer is held back until its transaction is decided.
pub(crate) trait Job: Send {
    /// Runs the closure; `true` when what it wrote is to be kept.
    fn run(&mut self, conn: &mut AnyConn) -> bool;
    /// Sends the answer: the closure's own, or the fault that undid it.
    fn finish(self: Box<Self>, decided: Result<(), Fault>);
    /// Whether the caller has gone away.
    fn is_abandoned(&self) -> bool;
}

type Answer<T, E> = Result<Result<T, E>, Fault>;

struct Work<T, E, F> {
    closure: Option<F>,
    returned: Option<Result<T, E>>,
    reply: oneshot::Sender<Answer<T, E>>,
}

impl<T, E, F> Job for Work<T, E, F>
where
    F: FnOnce(&mut AnyConn) -> Result<T, E> + Send,
    T: Send,
    E: Send,
{
    fn run(&mut self, conn: &mut AnyConn) -> bool {
        let Some(closure) = self.closure.take() else {
            return false;
        };
        // Sound to go on after a panic: the transaction is rolled back, the closure is gone.
        self.returned = catch_unwind(AssertUnwindSafe(|| closure(conn))).ok();
        matches!(self.returned, Some(Ok(_)))
    }

    fn finish(self: Box<Self>, decided: Result<(), Fault>) {
        let answer = match (self.returned, decided) {
            // The caller's own error: nothing was kept, whatever became of the others.
            (Some(Err(error)), _) => Ok(Err(error)),
            (_, Err(fault)) => Err(fault),
            (Some(Ok(value)), Ok(())) => Ok(Ok(value)),
            (None, Ok(())) => Err(Fault::Panicked),
        };
        // A caller that has gone away needs no answer.
        let _ = self.reply.send(answer);
    }

    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }
}

/// The way in to one kind of worker.
pub(crate) struct Queue {
    sender: Sender<Box<dyn Job>>,
    patience: Duration,
}

impl Queue {
    pub(crate) fn new(places: usize, patience: Duration) -> (Queue, Receiver<Box<dyn Job>>) {
        let (sender, receiver) = async_channel::bounded(places.max(1));
        (Queue { sender, patience }, receiver)
    }

    /// Waits for a place, then for the answer.
    pub(crate) async fn run<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut AnyConn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Work {
            closure: Some(closure),
            returned: None,
            reply,
        });
        self.push(job).await?;
        // No answer means the worker is gone.
        answer.await.unwrap_or(Err(Fault::Closed))?
    }

    async fn push(&self, job: Box<dyn Job>) -> Result<(), Fault> {
        match self.sender.try_send(job) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(_)) => Err(Fault::Closed),
            Err(TrySendError::Full(job)) => {
                match tokio::time::timeout(self.patience, self.sender.send(job)).await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(_)) => Err(Fault::Closed),
                    Err(_) => Err(Fault::Busy),
                }
            }
        }
    }

    /// Takes no more jobs; those inside are still done.
    pub(crate) fn close(&self) {
        self.sender.close();
    }
}
