//! AMD's GPUs, as the kernel tells in sysfs; `rocm-smi` reads the same files.

use super::answer::Answer;
use super::gpu::{Gpu, GpuProcess, busy};

const MEBI: u64 = 1 << 20;

/// The GPUs, in the order of the kernel's cards.
pub(super) fn gpus(answer: &Answer) -> Vec<Gpu> {
    let mut gpus: Vec<Gpu> = Vec::new();
    // Where each is on the PCI bus, which is how the compute driver knows it.
    let mut places: Vec<Option<u64>> = Vec::new();
    for (word, rest) in answer.lines() {
        match (word, gpus.last_mut(), places.last_mut()) {
            ("card", _, _) => {
                gpus.push(unknown(gpus.len()));
                places.push(None);
            }
            ("amd", Some(gpu), Some(place)) => {
                let (field, value) = rest.split_once('\t').unwrap_or((rest, ""));
                if field == "slot" {
                    *place = location(value);
                } else if !value.is_empty() {
                    fill(gpu, field, value);
                }
            }
            _ => {}
        }
    }
    for gpu in &mut gpus {
        gpu.free_mb = gpu.total_mb.saturating_sub(gpu.used_mb);
        gpu.busy = busy(gpu.free_mb, gpu.total_mb);
    }
    for line in answer.values("vram") {
        let fields: Vec<&str> = line.splitn(4, '\t').collect();
        let [id, pid, bytes, name] = fields.as_slice() else {
            continue;
        };
        let (Ok(pid), Ok(bytes)) = (pid.parse(), bytes.parse::<u64>()) else {
            continue;
        };
        let place = answer.values("node").find_map(|node| {
            let (of, place) = node.split_once('\t')?;
            (of == *id).then(|| place.parse::<u64>().ok())?
        });
        let at = place.and_then(|place| places.iter().position(|other| *other == Some(place)));
        if let Some(gpu) = at.and_then(|at| gpus.get_mut(at)).filter(|_| bytes > 0) {
            let used_mb = Some(bytes / MEBI);
            gpu.processes.push(GpuProcess {
                pid,
                name: (*name).to_owned(),
                used_mb,
            });
        }
    }
    gpus
}

fn unknown(index: usize) -> Gpu {
    Gpu {
        index: u32::try_from(index).unwrap_or(u32::MAX),
        name: "AMD GPU".to_owned(),
        uuid: String::new(),
        free_mb: 0,
        total_mb: 0,
        used_mb: 0,
        util_pct: None,
        temperature_c: None,
        busy: false,
        processes: Vec::new(),
        backend: "rocm",
        source: "sysfs",
        unified_memory: false,
        driver: None,
    }
}

fn fill(gpu: &mut Gpu, field: &str, value: &str) {
    let number = value.parse::<u64>().ok();
    match field {
        "mem_info_vram_total" => gpu.total_mb = number.unwrap_or(0) / MEBI,
        "mem_info_vram_used" => gpu.used_mb = number.unwrap_or(0) / MEBI,
        "gpu_busy_percent" => gpu.util_pct = value.parse().ok(),
        // Thousandths of a degree.
        "temperature" => {
            gpu.temperature_c = number.and_then(|number| u32::try_from(number / 1000).ok());
        }
        "unique_id" => gpu.uuid = format!("GPU-{value}"),
        // What the board says of itself goes before the table of names, which comes later.
        "product_name" => value.clone_into(&mut gpu.name),
        "name" if gpu.name == "AMD GPU" => value.clone_into(&mut gpu.name),
        _ => {}
    }
}

/// `0000:03:00.0` as the compute driver writes it: bus, device and function in one number.
fn location(slot: &str) -> Option<u64> {
    let (rest, function) = slot.rsplit_once('.')?;
    let (rest, device) = rest.rsplit_once(':')?;
    let bus = rest.rsplit_once(':').map_or(rest, |(_, bus)| bus);
    let hex = |text| {
        u64::from_str_radix(text, 16)
            .ok()
            .filter(|number| *number < 256)
    };
    Some(hex(bus)? << 8 | hex(device)? << 3 | hex(function)?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn places_are_those_of_the_compute_driver() {
        let check = |slot, expected| assert_eq!(super::location(slot), expected, "{slot}");
        check("0000:03:00.0", Some(768));
        check("0000:c3:00.0", Some(49920));
        check("03:1f.7", Some(0x3ff));
        check("", None);
        check("x:y.z", None);
        check("0000:ffffffffffffffff:00.0", None);
    }
}
