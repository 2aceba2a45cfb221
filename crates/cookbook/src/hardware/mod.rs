//! GPUs, memory, disks and programs of a machine, in one round trip.
//!
//! `host.sh` asks and `answer` reads; `nvidia`, `amd` and `system` say what it means, `host` puts it together.

mod amd;
mod answer;
mod gpu;
mod host;
mod nvidia;
mod system;
#[cfg(test)]
mod tests;

use std::time::Duration;

use operation::Error;

use crate::machine::{ASKING, Machine, Machines, Script, Trouble};
use answer::Answer;
pub(crate) use gpu::Gpu;
#[cfg(test)]
pub(crate) use gpu::GpuProcess;
pub(crate) use host::{Host, version};
#[cfg(test)]
pub(crate) use host::{Package, Tool};

/// The fixed script.
const HOST: &str = include_str!("host.sh");
/// How long a machine may take. The script itself ends within 2 s, whatever hangs.
const LIMIT: Duration = Duration::from_secs(8);

/// What to look at on a machine.
#[derive(Debug, Clone, Default)]
pub(crate) struct Look {
    /// What `/proc`, `/sys` and `/usr/share` are below of: empty but in tests.
    pub(crate) root: String,
    /// The Python environment whose programs and packages count, as its path: absolute, below `~`, or
    /// empty.
    pub(crate) environment: String,
    /// The directories whose disks matter, absolute or below `~`.
    pub(crate) directories: Vec<String>,
}

/// Looks at a machine.
///
/// # Errors
/// The machine could not be asked, or did not answer to the end. What is wrong with its GPUs is in
/// [`Host::gpu_error`].
pub(crate) async fn host(
    machines: &Machines,
    machine: &Machine,
    look: &Look,
) -> operation::Result<Host> {
    let script = Script::new(HOST)
        .with(ASKING)
        .word(&look.root)
        .word(&look.environment)
        .words(&look.directories);
    let reply = machines
        .run(machine, &script, LIMIT)
        .await
        .map_err(|trouble| {
            let sentence = match &trouble {
                // It names the machine, and needs no words around it.
                Trouble::Ssh(error) => error.to_string(),
                _ => format!("The machine could not be looked at: {trouble}"),
            };
            trouble.mark(Error::unavailable(sentence))
        })?;
    let answer = Answer::read(&reply.stdout);
    if !answer.is_complete() {
        return Err(Error::unavailable(format!(
            "The machine could not be looked at: {}",
            reply
                .stderr
                .lines()
                .last()
                .unwrap_or("its shell stopped in between.")
        )));
    }
    Ok(Host::read(&answer, &look.directories))
}
