//! Processor time of a program with all that it starts.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::time::Duration;

/// Processor time that the process and those below it have used, those that have ended among them: fields 14 to 17 of
/// `/proc/PID/stat`, in hundredths of a second (proc_pid_stat(5); `USER_HZ` is 100 on Linux).
pub(crate) fn used_by_tree(root: u32) -> io::Result<Duration> {
    let mut all = HashMap::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // One that has ended meanwhile has none.
        if let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) {
            all.insert(pid, fields(&stat));
        }
    }
    let below = |mut pid: u32| {
        while let Some((parent, _)) = all.get(&pid) {
            if pid == root {
                return true;
            }
            pid = *parent;
        }
        false
    };
    let ticks = all.iter().filter(|(pid, _)| below(**pid));
    let ticks: u64 = ticks.map(|(_, (_, ticks))| ticks).sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// The parent, and the sum of the four times.
fn fields(stat: &str) -> (u32, u64) {
    // The name, field 2, is in brackets and may itself hold spaces and brackets.
    let rest = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = rest.split(' ').collect();
    let parent = fields.get(1).and_then(|field| field.parse().ok());
    let times = fields.iter().skip(11).take(4);
    (
        parent.unwrap_or_default(),
        times.flat_map(|field| field.parse::<u64>()).sum(),
    )
}
