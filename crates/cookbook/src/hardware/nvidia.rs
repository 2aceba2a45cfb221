//! NVIDIA's GPUs, as `nvidia-smi --query-gpu` and `--query-compute-apps` tell
//! (<https://docs.nvidia.com/deploy/nvidia-smi/index.html>). Values that a device or driver does not have come as
//! `[N/A]`, `[Not Supported]`, `[Unknown Error]` and the like.

use super::answer::{Answer, Said};
use super::gpu::{Gpu, GpuProcess, busy};

/// The GPUs, and in words what is wrong with them or their driver. `memory`: total and free of the machine, in MiB.
pub(super) fn gpus(answer: &Answer, memory: (u64, u64)) -> (Vec<Gpu>, Option<String>) {
    let Some(said) = answer.program("nvidia") else {
        return (Vec::new(), None);
    };
    let mut complaints: Vec<&str> = Vec::new();
    let mut gpus: Vec<Gpu> = Vec::new();
    for line in &said.out {
        match gpu(line, memory) {
            Some(gpu) => gpus.push(gpu),
            None if line.trim().is_empty() => {}
            None => complaints.push(line.trim()),
        }
    }
    let processes = answer
        .program("programs")
        .map(|said| said.out.as_slice())
        .unwrap_or_default();
    for (uuid, process) in processes.iter().filter_map(|line| process(line)) {
        if let Some(gpu) = gpus.iter_mut().find(|gpu| gpu.uuid == uuid) {
            gpu.processes.push(process);
        }
    }
    let error = error(said, &complaints);
    (gpus, error)
}

/// `index, uuid, total, used, free, utilisation, temperature, driver, name`
fn gpu(line: &str, memory: (u64, u64)) -> Option<Gpu> {
    let fields: Vec<&str> = line.splitn(9, ',').map(str::trim).collect();
    let [
        index,
        uuid,
        total,
        used,
        free,
        utilisation,
        temperature,
        driver,
        name,
    ] = fields.as_slice()
    else {
        return None;
    };
    let total = total.parse::<u64>().ok();
    // Those that share the machine's memory have none of their own to tell of (GB10, Jetson).
    let total_mb = total.unwrap_or(memory.0);
    let free_mb = free
        .parse()
        .ok()
        .or(total.is_none().then_some(memory.1))
        .unwrap_or(0);
    Some(Gpu {
        index: index.parse().ok()?,
        name: (*name).to_owned(),
        uuid: (*uuid).to_owned(),
        free_mb,
        total_mb,
        used_mb: used
            .parse()
            .unwrap_or_else(|_| total_mb.saturating_sub(free_mb)),
        util_pct: utilisation.parse().ok(),
        temperature_c: temperature.parse().ok(),
        busy: busy(free_mb, total_mb),
        processes: Vec::new(),
        backend: "cuda",
        source: "nvidia-smi",
        unified_memory: total.is_none(),
        driver: Some((*driver).to_owned()).filter(|driver| !driver.starts_with('[')),
    })
}

/// `uuid, pid, memory, name`; a name may contain commas.
fn process(line: &str) -> Option<(String, GpuProcess)> {
    let mut fields = line.splitn(4, ',').map(str::trim);
    let uuid = fields.next()?.to_owned();
    let pid = fields.next()?.parse().ok()?;
    let used_mb = fields.next()?.parse().ok();
    let name = fields.next()?;
    // Of processes of others, or outside our container, it says `[Not Found]`, `[Insufficient Permissions]` …
    let name = if name.starts_with('[') { "" } else { name };
    Some((
        uuid,
        GpuProcess {
            pid,
            name: name.to_owned(),
            used_mb,
        },
    ))
}

fn error(said: &Said, complaints: &[&str]) -> Option<String> {
    let Some(status) = said.status else {
        return Some(
            "nvidia-smi did not answer in time. A driver that hangs needs a restart of the machine; one that is loaded \
             anew for every question stays loaded after `sudo nvidia-smi -pm 1`."
                .to_owned(),
        );
    };
    if status == 0 && complaints.is_empty() {
        return None;
    }
    let words: Vec<&str> = complaints
        .iter()
        .copied()
        .chain(said.err.iter().map(|line| line.trim()))
        .filter(|line| !line.is_empty())
        .collect();
    let words = words.join(" ");
    let advice = if words.contains("version mismatch") {
        " The driver was updated while the old one is still loaded: restart the machine."
    } else if words.contains("couldn't communicate") || words.contains("Driver Not Loaded") {
        " The driver is not loaded: install it, or restart the machine after a kernel update."
    } else if words.contains("GPU is lost") || words.contains("device handle") {
        " The GPU no longer answers: restart the machine."
    } else {
        ""
    };
    Some(if words.is_empty() {
        format!("nvidia-smi failed with status {status}.")
    } else {
        format!("nvidia-smi: {words}{advice}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        status: &str,
        out: &[&str],
        err: &[&str],
        programs: &[&str],
    ) -> (Vec<Gpu>, Option<String>) {
        let mut text = format!("answer\tnvidia\t{status}\n");
        out.iter()
            .for_each(|line| text.push_str(&format!("out\t{line}\n")));
        err.iter()
            .for_each(|line| text.push_str(&format!("err\t{line}\n")));
        text.push_str("answer\tprograms\t0\n");
        programs
            .iter()
            .for_each(|line| text.push_str(&format!("out\t{line}\n")));
        gpus(&Answer::read(text.as_bytes()), (128_000, 100_000))
    }

    #[test]
    fn gpus_of_several_drivers() {
        // Drivers 470 to 580, of data centres and desks.
        let check = |line: &str, name: &str, total, used, free, util, temperature, driver: &str| {
            let (gpus, error) = read("0", &[line], &[], &[]);
            assert_eq!(error, None, "{line}");
            let [gpu] = gpus.as_slice() else {
                panic!("{line}: {gpus:?}")
            };
            assert_eq!(
                (gpu.name.as_str(), gpu.total_mb, gpu.used_mb, gpu.free_mb),
                (name, total, used, free)
            );
            assert_eq!((gpu.util_pct, gpu.temperature_c), (util, temperature));
            assert_eq!(gpu.driver.as_deref(), Some(driver));
        };
        check(
            "0, GPU-5d4f3a52-9f1c-0f3e-3ad2-5a2b7c0e9d11, 40536, 0, 40536, 0, 31, 470.239.06, NVIDIA A100-SXM4-40GB",
            "NVIDIA A100-SXM4-40GB",
            40536,
            0,
            40536,
            Some(0),
            Some(31),
            "470.239.06",
        );
        check(
            "1, GPU-0a1b2c3d-0000-1111-2222-333344445555, 24564, 21345, 2835, 97, 71, 535.183.01, NVIDIA GeForce RTX 4090",
            "NVIDIA GeForce RTX 4090",
            24564,
            21345,
            2835,
            Some(97),
            Some(71),
            "535.183.01",
        );
        check(
            "7, GPU-0a1b2c3d-0000-1111-2222-333344445556, 183359, 1, 182642, [Not Supported], [N/A], 580.82.07, NVIDIA B200",
            "NVIDIA B200",
            183_359,
            1,
            182_642,
            None,
            None,
            "580.82.07",
        );
        // A GPU in MIG mode has no utilisation as a whole.
        check(
            "0, GPU-0a1b2c3d-0000-1111-2222-333344445557, 81920, 87, 81007, [N/A], 33, 550.90.12, NVIDIA A100 80GB PCIe",
            "NVIDIA A100 80GB PCIe",
            81920,
            87,
            81007,
            Some(0).filter(|_| false),
            Some(33),
            "550.90.12",
        );
        // Memory that is the machine's.
        check(
            "0, GPU-0a1b2c3d-0000-1111-2222-333344445558, [N/A], [N/A], [N/A], 3, 41, 580.95.05, NVIDIA GB10",
            "NVIDIA GB10",
            128_000,
            28_000,
            100_000,
            Some(3),
            Some(41),
            "580.95.05",
        );
    }

    #[test]
    fn programs_belong_to_their_gpu() {
        let (gpus, _) = read(
            "0",
            &[
                "0, GPU-a, 100, 60, 40, 1, 2, 550, X",
                "1, GPU-b, 100, 0, 100, 1, 2, 550, X",
            ],
            &[],
            &[
                "GPU-a, 4242, 5120, /opt/venv/bin/python3, with a comma",
                "GPU-a, 17, [N/A], [Not Found]",
                "GPU-gone, 18, 3, x",
                "No running processes found",
            ],
        );
        let programs = [
            GpuProcess {
                pid: 4242,
                name: "/opt/venv/bin/python3, with a comma".to_owned(),
                used_mb: Some(5120),
            },
            GpuProcess {
                pid: 17,
                name: String::new(),
                used_mb: None,
            },
        ];
        assert_eq!(gpus[0].processes, programs);
        assert_eq!(gpus[1].processes, []);
        assert_eq!((gpus[0].busy, gpus[1].busy), (true, false));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let check = |status: &str, out: &[&str], expected: &[&str]| {
            let (gpus, error) = read(status, out, &[], &[]);
            let error = error.unwrap();
            assert!(
                gpus.is_empty() && expected.iter().all(|part| error.contains(part)),
                "{error}"
            );
        };
        check(
            "18",
            &[
                "Failed to initialize NVML: Driver/library version mismatch",
                "NVML library version: 535.183",
            ],
            &["version mismatch", "535.183", "restart the machine"],
        );
        check(
            "9",
            &[
                "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the \
               latest NVIDIA driver is installed and running.",
            ],
            &["couldn't communicate", "not loaded"],
        );
        check("6", &["No devices were found"], &["No devices were found"]);
        check("late", &[], &["did not answer", "-pm 1"]);
        check("1", &[], &["status 1"]);
    }

    #[test]
    fn one_lost_gpu_hides_no_other() {
        let lost = "Unable to determine the device handle for GPU0000:0A:00.0: GPU is lost.  Reboot the system to \
                    recover this GPU";
        let (gpus, error) = read(
            "15",
            &["0, GPU-a, 100, 60, 40, 1, 2, 550, X", lost],
            &[],
            &[],
        );
        assert_eq!(gpus.len(), 1);
        assert!(error.unwrap().contains("GPU is lost"));
    }
}
