//! The machine the figures belong to.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::Instant;

use crate::times::Times;

/// Processor, number of cores, kernel and how busy it already is, in one line.
pub(crate) fn describe() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, model)| model.trim());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "{model}, {cores} cores, Linux {}; load average before the start {load}",
        kernel.trim()
    )
}

/// How long the disk under a folder takes to make one appended page durable: 500 times `write` and `fdatasync`, as SQLite's log does.
pub(crate) fn fsync(folder: &Path) -> io::Result<Times> {
    let path = folder.join("fsync");
    let mut file = File::create(&path)?;
    let page = [7; 4096];
    let mut times = Vec::new();
    for _ in 0..500 {
        file.write_all(&page)?;
        let start = Instant::now();
        file.sync_data()?;
        times.push(start.elapsed());
    }
    fs::remove_file(path)?;
    Ok(Times::new(times))
}
