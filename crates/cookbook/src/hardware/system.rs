//! Memory, processor and disks, as Linux and macOS tell.

use super::answer::{Answer, Said};
use super::host::Disk;

/// Total and available memory in KiB.
pub(super) fn memory(answer: &Answer) -> Option<(u64, u64)> {
    // proc_meminfo(5)
    let linux = |name: &str| {
        let mut lines = answer.values("meminfo");
        let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    if let Some(total) = linux("MemTotal") {
        let available = linux("MemAvailable")
            .or_else(|| linux("MemFree"))
            .unwrap_or(0);
        return Some((total, available));
    }
    let total: u64 = answer.value("bytes")?.parse().ok()?;
    Some((total / 1024, available_on_macos(answer).unwrap_or(0) / 1024))
}

/// vm_stat(1): pages that nobody needs, in bytes.
fn available_on_macos(answer: &Answer) -> Option<u64> {
    let page: u64 = answer.values("vm_stat").find_map(|line| {
        line.split_once("page size of ")?
            .1
            .split(' ')
            .next()?
            .parse()
            .ok()
    })?;
    let pages = |name: &str| {
        let mut lines = answer.values("vm_stat");
        let text = lines.find_map(|line| line.strip_prefix(name))?;
        text.trim().trim_end_matches('.').parse::<u64>().ok()
    };
    let free = pages("Pages free:")?;
    let spare = ["Pages inactive:", "Pages speculative:", "Pages purgeable:"];
    let spare = spare
        .into_iter()
        .filter_map(pages)
        .fold(0, u64::saturating_add);
    Some(free.saturating_add(spare).saturating_mul(page))
}

/// The instruction sets that model servers are built for.
pub(super) fn flags(answer: &Answer) -> Vec<String> {
    const TELLING: [&str; 13] = [
        "avx",
        "avx2",
        "avx512f",
        "avx512_bf16",
        "avx512_vnni",
        "avx_vnni",
        "amx_tile",
        "amx_int8",
        "f16c",
        "fma",
        "asimd",
        "sve",
        "i8mm",
    ];
    let flags = answer.value("flags").unwrap_or_default();
    let mut found: Vec<String> = flags
        .split_whitespace()
        .filter(|flag| TELLING.contains(flag))
        .map(str::to_owned)
        .collect();
    found.dedup();
    found
}

/// How many programs wanted to run in the last 1, 5 and 15 minutes.
pub(super) fn load(answer: &Answer) -> Option<[f64; 3]> {
    // macOS puts them in braces.
    let mut numbers = answer
        .value("load")?
        .split([' ', '{', '}'])
        .filter_map(|word| word.parse().ok());
    Some([numbers.next()?, numbers.next()?, numbers.next()?])
}

/// For how many seconds it has been running.
pub(super) fn uptime(answer: &Answer) -> Option<u64> {
    if let Some(uptime) = answer.value("uptime") {
        return uptime.split(['.', ' ']).next()?.parse().ok();
    }
    // `1700000000<TAB>{ sec = 1699990000, usec = 0 } …`
    let (now, boot) = answer.value("boot")?.split_once('\t')?;
    let boot: u64 = boot
        .split("sec = ")
        .nth(1)?
        .split(',')
        .next()?
        .parse()
        .ok()?;
    now.parse::<u64>().ok()?.checked_sub(boot)
}

/// What `df -Pk` says of the disk that `directory` is on.
pub(super) fn disk(directory: &str, said: Option<&Said>) -> Option<Disk> {
    let line = said?.out.last()?;
    // `DEVICE BLOCKS USED AVAILABLE CAPACITY% MOUNTPOINT`, in which device and mount point may have spaces.
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().rposition(|word| {
        word.strip_suffix('%')
            .is_some_and(|number| number.parse::<u32>().is_ok())
    })?;
    let number = |back: usize| words.get(at.checked_sub(back)?)?.parse::<u64>().ok();
    Some(Disk {
        directory: directory.to_owned(),
        total_bytes: number(3)?.saturating_mul(1024),
        free_bytes: number(1)?.saturating_mul(1024),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_is_read() {
        let answer = Answer::read(
            b"bytes\t34359738368\n\
              vm_stat\tMach Virtual Memory Statistics: (page size of 16384 bytes)\n\
              vm_stat\tPages free:                               100000.\n\
              vm_stat\tPages active:                             900000.\n\
              vm_stat\tPages inactive:                            50000.\n\
              load\t{ 1.84 2.01 2.20 }\n\
              boot\t1700000100\t{ sec = 1700000000, usec = 5 } Tue Nov 14 22:13:20 2023\n",
        );
        assert_eq!(memory(&answer), Some((33_554_432, 2_400_000)));
        assert_eq!(load(&answer), Some([1.84, 2.01, 2.2]));
        assert_eq!(uptime(&answer), Some(100));
    }

    #[test]
    fn disks_of_any_name() {
        let check = |line: &str, expected| {
            let said = Said {
                out: vec!["Filesystem …".to_owned(), line.to_owned()],
                ..Said::default()
            };
            let found = disk("/m", Some(&said))
                .map(|disk| (disk.total_bytes / 1024, disk.free_bytes / 1024));
            assert_eq!(found, expected, "{line}");
        };
        check(
            "/dev/vda  264212084 62075168  33210720      66% /",
            Some((264_212_084, 33_210_720)),
        );
        check("//nas/my share 100 40 60 40% /mnt/my 50% share", None);
        check(
            "//nas/my share 100 40 60 40% /mnt/my share",
            Some((100, 60)),
        );
        check("", None);
    }
}
