//! What a launch that reached ready was seen to need, and whether a machine has as much to spare.

use operation::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;

use super::row;
use crate::hardware::{Gpu, Host};
use crate::runner::Footprint;
use crate::tasks::row::{json, parsed};
use crate::watch::Pid;

/// What a launch of the command was seen to need once it was ready. Nothing is guessed: what was not seen is null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Needs {
    /// The memory that its processes had on GPUs, in MiB.
    pub(crate) gpu_memory_mb: Option<u64>,
    /// On how many GPUs that was.
    pub(crate) gpus: Option<usize>,
    /// What its model takes on the disk, in bytes.
    pub(crate) model_bytes: Option<u64>,
    /// The version of its engine.
    pub(crate) engine_version: Option<String>,
}

impl Needs {
    /// What these processes of the machine have, besides what they take on its disk.
    pub(super) fn seen(gpus: &[Gpu], own: &[Pid], footprint: Footprint) -> Self {
        let used: Vec<u64> = gpus.iter().filter_map(|gpu| used(gpu, own)).collect();
        let some = !used.is_empty();
        Self {
            gpu_memory_mb: some.then(|| used.iter().sum()),
            gpus: some.then_some(used.len()),
            model_bytes: footprint.model_bytes,
            engine_version: footprint.version,
        }
    }

    /// The same, with what was seen before where nothing was seen now.
    fn or(self, before: Self) -> Self {
        // The number of GPUs belongs to the memory on them.
        let (gpu_memory_mb, gpus) = match self.gpu_memory_mb {
            Some(memory) => (Some(memory), self.gpus),
            None => (before.gpu_memory_mb, before.gpus),
        };
        Self {
            gpu_memory_mb,
            gpus,
            model_bytes: self.model_bytes.or(before.model_bytes),
            engine_version: self.engine_version.or(before.engine_version),
        }
    }

    /// What the GPUs that a launch would get lack of that memory, in a sentence. `chosen`: their numbers in the order in which
    /// they are taken; none for all.
    pub(crate) fn lack(&self, host: &Host, chosen: &[u32]) -> Option<String> {
        let (needed, count) = (self.gpu_memory_mb?, self.gpus?);
        let gpus: Vec<&Gpu> = if chosen.is_empty() {
            host.gpus.iter().collect()
        } else {
            let at = |number: &u32| host.gpus.iter().find(|gpu| gpu.index == *number);
            chosen.iter().filter_map(at).collect()
        };
        let on = if count == 1 {
            String::new()
        } else {
            format!(" on {count} GPUs")
        };
        let needs = format!("It was seen to need {} of GPU memory{on}", gib(needed));
        if gpus.is_empty()
            && let Some(error) = &host.gpu_error
        {
            return Some(format!(
                "{needs}; how much is free could not be told: {error}"
            ));
        }
        let Some(first) = gpus.get(..count) else {
            let there = match gpus.len() {
                0 => "there is none for it".to_owned(),
                1 => "there is 1 for it".to_owned(),
                number => format!("there are {number} for it"),
            };
            return Some(format!("{needs}; {there}."));
        };
        let free: u64 = first.iter().map(|gpu| gpu.free_mb).sum();
        if free >= needed {
            return None;
        }
        let numbers: Vec<String> = first.iter().map(|gpu| gpu.index.to_string()).collect();
        Some(match numbers.as_slice() {
            [number] => format!("{needs}; GPU {number} has {} free.", gib(free)),
            _ => format!(
                "{needs}; the GPUs {} have {} free together.",
                numbers.join(", "),
                gib(free)
            ),
        })
    }
}

/// What those processes have on that GPU; none where none of them is seen there.
fn used(gpu: &Gpu, own: &[Pid]) -> Option<u64> {
    let theirs = gpu.processes.iter().filter(|one| own.contains(&one.pid));
    theirs
        .filter_map(|one| one.used_mb)
        .reduce(u64::saturating_add)
}

/// MiB as GiB, to one decimal.
fn gib(mib: u64) -> String {
    let tenths = mib.saturating_mul(10).saturating_add(512) / 1024;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} GiB"),
        (whole, part) => format!("{whole}.{part} GiB"),
    }
}

/// What that command was seen to need on that server.
pub(crate) fn of(conn: &mut AnyConn, cmd: &str, server_id: &str) -> Result<Option<Needs>> {
    let rows = row::alike(conn, cmd, server_id)?;
    let known = rows.iter().find_map(|row| row.needs.as_deref());
    known.map(parsed).transpose()
}

/// Stores what it was seen to need, with every preset of it. Gives whether there is one.
pub(super) fn store(conn: &mut AnyConn, cmd: &str, server_id: &str, seen: &Needs) -> Result<bool> {
    let rows = row::alike(conn, cmd, server_id)?;
    let some = !rows.is_empty();
    for mut row in rows {
        let before = row.needs.as_deref().map(parsed).transpose()?;
        row.needs = Some(json(&seen.clone().or(before.unwrap_or_default()))?);
        row::update(conn, &row)?;
    }
    Ok(some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hardware::{self, GpuProcess, Look};
    use crate::machine::Machine;
    use crate::machine::house::House;

    fn gpu(index: u32, free_mb: u64, processes: &[(Pid, Option<u64>)]) -> Gpu {
        Gpu {
            index,
            name: String::new(),
            uuid: String::new(),
            free_mb,
            total_mb: 24_576,
            used_mb: 24_576 - free_mb,
            util_pct: None,
            temperature_c: None,
            busy: false,
            processes: processes
                .iter()
                .map(|(pid, used_mb)| GpuProcess {
                    pid: *pid,
                    name: String::new(),
                    used_mb: *used_mb,
                })
                .collect(),
            backend: "cuda",
            source: "nvidia-smi",
            unified_memory: false,
            driver: None,
        }
    }

    #[test]
    fn only_what_is_seen_of_its_own_processes_counts() {
        let check = |gpus: &[Gpu], expected: Option<(u64, usize)>| {
            let seen = Needs::seen(gpus, &[7, 8], Footprint::default());
            assert_eq!(seen.gpu_memory_mb.zip(seen.gpus), expected);
        };
        check(&[], None);
        check(&[gpu(0, 0, &[(1, Some(100))])], None);
        check(&[gpu(0, 0, &[(7, None)])], None);
        check(
            &[gpu(0, 0, &[(7, Some(100)), (1, Some(5))])],
            Some((100, 1)),
        );
        check(
            &[
                gpu(0, 0, &[(7, Some(100)), (8, Some(20))]),
                gpu(1, 0, &[(9, Some(1))]),
                gpu(2, 0, &[(8, Some(3))]),
            ],
            Some((123, 2)),
        );
    }

    #[test]
    fn what_was_not_seen_again_remains() {
        let old = Needs {
            gpu_memory_mb: Some(10),
            gpus: Some(2),
            model_bytes: Some(5),
            engine_version: Some("1".to_owned()),
        };
        assert_eq!(Needs::default().or(old.clone()), old);
        let new = Needs {
            gpu_memory_mb: Some(20),
            gpus: Some(1),
            ..Needs::default()
        };
        let both = Needs {
            gpu_memory_mb: Some(20),
            gpus: Some(1),
            ..old.clone()
        };
        assert_eq!(new.or(old), both);
    }

    #[tokio::test]
    async fn a_machine_that_has_less_is_warned_of() {
        let machines = House::new("/bin/sh").machines();
        let host = hardware::host(&machines, &Machine::Local, &Look::default())
            .await
            .unwrap();
        let check = |free: &[u64], count, chosen: &[u32], expected: Option<&str>| {
            let needs = Needs {
                gpu_memory_mb: Some(18_432),
                gpus: Some(count),
                ..Needs::default()
            };
            let host = Host {
                gpus: (0..)
                    .zip(free)
                    .map(|(index, free)| gpu(index, *free, &[]))
                    .collect(),
                gpu_error: None,
                ..host.clone()
            };
            assert_eq!(needs.lack(&host, chosen).as_deref(), expected);
        };
        let short = "It was seen to need 18 GiB of GPU memory; GPU 0 has 11.5 GiB free.";
        check(&[18_432], 1, &[], None);
        check(&[11_776], 1, &[], Some(short));
        // A program on one GPU takes the first that it is given.
        check(&[11_776, 24_000], 1, &[], Some(short));
        check(&[11_776, 24_000], 1, &[1], None);
        check(&[9_216, 9_216], 2, &[], None);
        check(
            &[9_216, 1_024],
            2,
            &[],
            Some(
                "It was seen to need 18 GiB of GPU memory on 2 GPUs; the GPUs 0, 1 have 10 GiB free together.",
            ),
        );
        check(
            &[24_000, 24_000],
            2,
            &[1],
            Some("It was seen to need 18 GiB of GPU memory on 2 GPUs; there is 1 for it."),
        );
        check(
            &[],
            1,
            &[],
            Some("It was seen to need 18 GiB of GPU memory; there is none for it."),
        );
        assert_eq!(Needs::default().lack(&host, &[]), None);
    }
}
