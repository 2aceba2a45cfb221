//! Services: what a capability does all the time while the server runs.

use std::future::Future;
use std::pin::Pin;

use tokio::task::JoinSet;

use crate::{Result, Workspace};

type Running = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// What runs beside the calls, from the server's start to its end. The command line does not run it.
pub struct Service {
    name: &'static str,
    run: Box<dyn Fn(Workspace) -> Running + Send + Sync>,
}

impl Service {
    /// A service; it may end by itself when it has nothing more to do. It is dropped at any point where it waits.
    pub fn new<F>(name: &'static str, run: impl Fn(Workspace) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        Self {
            name,
            run: Box::new(move |workspace| Box::pin(run(workspace))),
        }
    }
}

impl Workspace {
    /// Runs every capability's services until the future is dropped.
    pub async fn run_services(&self) {
        let mut running = JoinSet::new();
        for service in self.registry().services() {
            let (name, work) = (service.name, (service.run)(self.clone()));
            running.spawn(async move {
                if let Err(error) = work.await {
                    tracing::error!(service = name, error = ?error, "a service ended");
                }
            });
        }
        while let Some(ended) = running.join_next().await {
            if let Err(error) = ended {
                tracing::error!(error = ?error, "a service ended");
            }
        }
        std::future::pending().await
    }
}
