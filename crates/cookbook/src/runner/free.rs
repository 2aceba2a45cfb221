//! A port that nobody listens on, found as pre-flight finds who does.

use std::time::Duration;

use crate::machine::{Machine, Machines, Script, Trouble};

/// Each port that is taken costs a look at who has it.
const LIMIT: Duration = Duration::from_secs(5);

/// The first free TCP port of that machine from `from` on that is not `promised` to anybody; none where there is none among
/// 64, or nobody can tell.
///
/// # Errors
/// The machine could not be asked.
pub(crate) async fn free_port(
    machines: &Machines,
    machine: &Machine,
    from: u16,
    promised: &[u16],
) -> Result<Option<u16>, Trouble> {
    let script = Script::new(include_str!("free.sh"))
        .with(include_str!("port.sh"))
        .word(from.to_string())
        .words(promised.iter().map(u16::to_string));
    let reply = machines.run(machine, &script, LIMIT).await?;
    Ok(String::from_utf8_lossy(&reply.stdout).trim().parse().ok())
}
