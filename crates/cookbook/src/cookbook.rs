//! What the running server knows of the machines, beyond what is stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use diesel::prelude::*;
use net::ssh::Connections;
use operation::{Context, Error, Instant, Result, Workspace};
use storage::{AnyConn, each_backend};
use tokio::sync::OnceCell;

use crate::hardware::{self, Host, Look};
use crate::machine::{Local, Machine, Machines, Trouble};
use crate::output::Logs;
use crate::servers::HERE;
use crate::tables::cookbook_settings as settings;
use crate::tasks::work::Work;
use crate::watch::Watch;

/// The settings' name of this installation's own id.
const INSTANCE: &str = "instance";

/// The machines, how they are reached, and what was seen of them. Clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Cookbook(Arc<Inner>);

#[derive(Default)]
struct Inner {
    local: Local,
    ssh: OnceLock<Connections>,
    machines: OnceLock<Machines>,
    instance: OnceCell<String>,
    watch: Watch,
    work: Work,
    /// How many GPUs each machine had when it was last looked at.
    gpus: Mutex<HashMap<Machine, usize>>,
}

impl Cookbook {
    /// One that starts this machine's shell in another way.
    pub(crate) fn with_local(local: Local) -> Self {
        Self(Arc::new(Inner {
            local,
            ..Inner::default()
        }))
    }

    /// What was seen of the machines.
    pub(crate) fn watch(&self) -> &Watch {
        &self.0.watch
    }

    /// The launches and stops that are under way.
    pub(crate) fn work(&self) -> &Work {
        &self.0.work
    }

    /// Looks at the machines where the last look is too old, and gives when the oldest one was.
    pub(crate) async fn look(&self, cx: &Context) -> Result<Option<Instant>> {
        crate::watch::look(self, cx.workspace()).await
    }

    /// Looks at one machine where the last look is too old.
    pub(crate) async fn look_at(&self, cx: &Context, machine: &Machine) -> Result<()> {
        crate::watch::look_at(self, cx.workspace(), machine).await
    }

    /// How machines are reached.
    pub(crate) fn machines(&self, workspace: &Workspace) -> &Machines {
        self.0
            .machines
            .get_or_init(|| Machines::new(self.0.local.clone(), self.ssh(workspace).clone()))
    }

    /// How a machine is.
    ///
    /// # Errors
    /// As [`hardware::host`].
    pub(crate) async fn host(
        &self,
        workspace: &Workspace,
        machine: &Machine,
        look: &Look,
    ) -> Result<Host> {
        let host = hardware::host(self.machines(workspace), machine, look).await?;
        // What could not be read is not known to be none.
        if host.gpu_error.is_none() {
            lock(&self.0.gpus).insert(machine.clone(), host.gpu_count);
        }
        Ok(host)
    }

    /// How many GPUs the machine has: as it was last seen, else it is looked.
    ///
    /// # Errors
    /// As [`hardware::host`].
    pub(crate) async fn gpu_count(
        &self,
        workspace: &Workspace,
        machine: &Machine,
    ) -> Result<usize> {
        let known = lock(&self.0.gpus).get(machine).copied();
        match known {
            Some(count) => Ok(count),
            None => Ok(self
                .host(workspace, machine, &Look::default())
                .await?
                .gpu_count),
        }
    }

    /// The connections by ssh.
    pub(crate) fn ssh(&self, workspace: &Workspace) -> &Connections {
        self.0
            .ssh
            .get_or_init(|| Connections::new(workspace.data_dir().join("ssh")))
    }

    /// The logs of all machines.
    pub(crate) async fn logs(&self, workspace: &Workspace) -> Result<Logs> {
        let socket = self.socket(workspace).await?;
        let machines = self.machines(workspace).clone();
        Ok(Logs::new(machines, self.0.local.state_directory(), socket))
    }

    /// This installation's own id: two of them on one host never meet.
    pub(crate) async fn instance(&self, workspace: &Workspace) -> Result<&str> {
        let instance = self
            .0
            .instance
            .get_or_try_init(|| async { workspace.database().write(instance).await })
            .await?;
        Ok(instance)
    }

    /// The name of our tmux socket.
    pub(crate) async fn socket(&self, workspace: &Workspace) -> Result<String> {
        Ok(format!("odysseus-{}", self.instance(workspace).await?))
    }
}

/// This installation's own id; made at its first use.
fn instance(conn: &mut AnyConn) -> Result<String> {
    if let Some(id) = setting(conn, INSTANCE)? {
        return Ok(id);
    }
    let id: String = uuid::Uuid::new_v4()
        .simple()
        .to_string()
        .chars()
        .take(8)
        .collect();
    set(conn, INSTANCE, &id)?;
    Ok(id)
}

/// What is set under that name.
pub(crate) fn setting(conn: &mut AnyConn, name: &str) -> Result<Option<String>> {
    Ok(settings::table
        .find(name.to_owned())
        .select(settings::value)
        .first(conn)
        .optional()?)
}

/// Sets it.
pub(crate) fn set(conn: &mut AnyConn, name: &str, value: &str) -> Result<()> {
    let row = (settings::name.eq(name), settings::value.eq(value));
    each_backend!(conn, |c| diesel::insert_into(settings::table)
        .values(row)
        .on_conflict(settings::name)
        .do_update()
        .set(settings::value.eq(value))
        .execute(c))?;
    Ok(())
}

/// What is behind these locks is whole at every moment, so a panic elsewhere does not spoil it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A machine that could not be asked, as a caller is told.
pub(crate) fn unavailable(called: &str, trouble: &Trouble) -> Error {
    let error = match trouble {
        Trouble::Slow(limit) if called == HERE => Error::unavailable(format!(
            "This machine has too much to do: it did not answer within {} s. Try again in a moment.",
            limit.as_secs()
        )),
        _ if called == HERE => {
            Error::unavailable(format!("This machine could not be asked: {trouble}"))
        }
        _ => Error::unavailable(format!("{called} could not be reached: {trouble}"))
            .field("remote_host"),
    };
    trouble.mark(error)
}
