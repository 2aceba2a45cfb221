//! A port that nobody listens on, found as pre-flight finds who does.

use std::time::Duration;

use crate::machine::{Machine, Machines, Script, Trouble};

/// Each port that is taken costs a look at who has it.
const LIMIT: Duration = Duration::from_secs(5);

/// The first free TCP port of that machine from `from` on; none where all of the next 64 are taken, or nobody can tell.
///
/// # Errors
/// The machine could not be asked.
pub(crate) async fn free_port(
    machines: &Machines,
    machine: &Machine,
    from: u16,
) -> Result<Option<u16>, Trouble> {
    let script = Script::new(include_str!("free.sh"))
        .with(include_str!("port.sh"))
        .word(from.to_string());
    let reply = machines.run(machine, &script, LIMIT).await?;
    Ok(String::from_utf8_lossy(&reply.stdout).trim().parse().ok())
}
