//! Real shells on made-up machines: sysfs in a directory, `nvidia-smi` that says what it is told to.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use super::*;
use crate::machine::house::{House, SHELLS};

/// A program that the house's shells find.
fn program(house: &House, name: &str, text: &str) {
    house.text(&format!("bin/{name}"), &format!("#!/bin/sh\n{text}\n"));
    let path = house.path(&format!("bin/{name}"));
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
}

fn house(shell: &str) -> House {
    let mut house = House::new(shell);
    let path = format!("{}:{}:/usr/bin:/bin", house.path(".bin"), house.path("bin"));
    house.set("PATH", &path);
    // `/etc/profile` sets another one.
    house.text(".profile", &format!("PATH='{path}'; export PATH"));
    house.text(
        "root/proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Some CPU @ 3\nflags\t\t: fpu avx2 avx512f sse\n",
    );
    house.text(
        "root/proc/meminfo",
        "MemTotal:  33554432 kB\nMemFree:  1 kB\nMemAvailable:  16777216 kB\n",
    );
    house.text("root/proc/loadavg", "0.50 1.25 2.00 1/300 1234\n");
    house.text("root/proc/uptime", "86400.42 1000.00\n");
    house
}

async fn look(house: &House, directories: &[&str]) -> Host {
    let look = Look {
        root: house.path("root"),
        environment: "~/venv".to_owned(),
        directories: directories.iter().map(|path| (*path).to_owned()).collect(),
    };
    host(&house.machines(), &Machine::Local, &look)
        .await
        .unwrap()
}

const TWO_GPUS: &str = "case $* in
*compute-apps*) echo 'GPU-b, 4242, 20480, /opt/vllm/bin/python3' ;;
*) echo '0, GPU-a, 24564, 300, 23876, 0, 35, 550.90.12, NVIDIA GeForce RTX 4090'
   echo '1, GPU-b, 24564, 20800, 3376, 88, 61, 550.90.12, NVIDIA GeForce RTX 4090' ;;
esac";

#[tokio::test]
async fn a_machine_is_looked_at_by_every_shell() {
    for shell in SHELLS {
        let house = house(shell);
        program(&house, "nvidia-smi", TWO_GPUS);
        program(
            &house,
            "llama-server",
            "echo 'Device 0: X, compute capability 8.6' >&2; echo 'version: 4589 (eb7)' >&2",
        );
        program(&house, "../venv/bin/vllm", "sleep 600");
        house.file(
            "venv/lib/python3.12/site-packages/vllm-0.11.2.dist-info/METADATA",
            1,
        );
        house.file(
            "venv/lib/python3.12/site-packages/llama_cpp_python-0.3.16.dist-info/METADATA",
            1,
        );
        house.file(
            "venv/lib/python3.12/site-packages/six-1.17.0.dist-info/METADATA",
            1,
        );

        let host = look(&house, &["~/not/yet", "/dev/shm"]).await;
        assert_eq!(
            (host.total_ram_gb, host.available_ram_gb),
            (32.0, 16.0),
            "{shell}"
        );
        assert_eq!(
            (host.cpu_name.as_str(), host.platform),
            ("Some CPU @ 3", "linux")
        );
        assert_eq!(host.cpu_flags, ["avx2", "avx512f"]);
        assert_eq!(
            (host.load, host.uptime_seconds),
            (Some([0.5, 1.25, 2.0]), Some(86400))
        );
        assert_eq!(
            (
                host.gpu_count,
                host.gpu_vram_gb,
                host.homogeneous,
                host.backend
            ),
            (2, 48.0, true, "cuda")
        );
        assert_eq!(host.gpu_error, None);
        assert_eq!((host.gpus[0].busy, host.gpus[1].busy), (false, true));
        assert_eq!(
            host.gpus[1]
                .processes
                .iter()
                .map(|process| process.pid)
                .collect::<Vec<_>>(),
            [4242]
        );
        let disks: Vec<&str> = host
            .disks
            .iter()
            .map(|disk| disk.directory.as_str())
            .collect();
        assert_eq!(disks, ["~/not/yet", "/dev/shm"], "{shell}");
        assert!(
            host.disks
                .iter()
                .all(|disk| disk.total_bytes > disk.free_bytes / 2 && disk.total_bytes > 0)
        );
        assert_eq!(
            host.tool("vllm"),
            Some(house.path("venv/bin/vllm").as_str())
        );
        let llama = host
            .tools
            .iter()
            .find(|tool| tool.name == "llama-server")
            .unwrap();
        assert_eq!(llama.version.as_deref(), Some("4589"), "{shell}");
        assert_eq!(
            (host.package("vllm"), host.package("llama-cpp-python")),
            (Some("0.11.2"), Some("0.3.16"))
        );
        assert_eq!(host.packages.len(), 2);
        assert!(host.cpu_cores > 0 && !host.hostname.is_empty());
    }
}

#[tokio::test]
async fn amd_gpus_are_read_from_sysfs() {
    for shell in SHELLS {
        let house = house(shell);
        let card = |number: u32, slot: &str, device: &str, name: &str| {
            let at = format!("root/sys/class/drm/card{number}/device");
            for (file, text) in [
                ("vendor", "0x1002"),
                ("device", device),
                ("revision", "0xc8"),
                ("mem_info_vram_total", "25753026560"),
                ("mem_info_vram_used", "20971520000"),
                ("gpu_busy_percent", "42"),
                ("product_name", name),
                ("hwmon/hwmon3/temp1_input", "57000"),
            ] {
                house.text(&format!("{at}/{file}"), &format!("{text}\n"));
            }
            house.text(
                &format!("{at}/uevent"),
                &format!("DRIVER=amdgpu\nPCI_SLOT_NAME={slot}\n"),
            );
        };
        card(0, "0000:03:00.0", "0x744c", "");
        card(1, "0000:43:00.0", "0x74a1", "AMD Instinct MI300X");
        house.text("root/sys/class/drm/card0-DP-1/status", "connected");
        house.text("root/sys/class/drm/card2/device/vendor", "0x8086\n");
        house.text(
            "root/usr/share/libdrm/amdgpu.ids",
            "# List\n1.0.0\n744C,\tC4,\tOther\n744C,\tC8,\tAMD Radeon RX 7900 XTX\n",
        );
        house.text("root/sys/class/kfd/kfd/topology/nodes/0/gpu_id", "0\n");
        house.text("root/sys/class/kfd/kfd/topology/nodes/1/gpu_id", "5000\n");
        house.text(
            "root/sys/class/kfd/kfd/topology/nodes/1/properties",
            "simd_count 1\nlocation_id 17152\n",
        );
        house.text("root/sys/class/kfd/kfd/proc/77/vram_5000", "1073741824\n");
        house.text("root/sys/class/kfd/kfd/proc/78/vram_5000", "0\n");
        house.text("root/proc/77/comm", "llama-server\n");

        let host = look(&house, &[]).await;
        let names: Vec<&str> = host.gpus.iter().map(|gpu| gpu.name.as_str()).collect();
        assert_eq!(
            names,
            ["AMD Radeon RX 7900 XTX", "AMD Instinct MI300X"],
            "{shell}"
        );
        let gpu = &host.gpus[0];
        assert_eq!(
            (gpu.total_mb, gpu.used_mb, gpu.free_mb, gpu.busy),
            (24560, 20000, 4560, true)
        );
        assert_eq!(
            (gpu.util_pct, gpu.temperature_c, gpu.backend),
            (Some(42), Some(57), "rocm")
        );
        assert_eq!(gpu.processes, []);
        let [process] = host.gpus[1].processes.as_slice() else {
            panic!("{:?}", host.gpus)
        };
        assert_eq!(
            (process.pid, process.name.as_str(), process.used_mb),
            (77, "llama-server", Some(1024))
        );
        assert!(!host.homogeneous);
    }
}

#[tokio::test]
async fn a_driver_that_hangs_is_told_and_not_waited_for() {
    for shell in SHELLS {
        let house = house(shell);
        program(
            &house,
            "nvidia-smi",
            "echo '0, GPU-a, 24564'; exec sleep 600",
        );
        let host = look(&house, &[]).await;
        assert!(host.gpus.is_empty() && !host.has_gpu, "{shell}");
        assert!(
            host.gpu_error.unwrap().contains("did not answer"),
            "{shell}"
        );
        assert_eq!(host.total_ram_gb, 32.0);
    }
}

#[tokio::test]
async fn a_driver_that_fails_is_told() {
    let house = house("/bin/sh");
    program(
        &house,
        "nvidia-smi",
        "echo 'Failed to initialize NVML: Driver/library version mismatch'; echo 'NVML library version: 535.183'; exit 18",
    );
    let host = look(&house, &[]).await;
    let error = host.gpu_error.unwrap();
    assert!(
        error.contains("version mismatch") && error.contains("restart the machine"),
        "{error}"
    );
    assert!(host.backend.starts_with("cpu"));
}

#[tokio::test]
async fn this_machine_is_looked_at() {
    let machines = House::new("/bin/sh").machines();
    let host = host(&machines, &Machine::Local, &Look::default())
        .await
        .unwrap();
    assert!(host.total_ram_gb > 0.0 && host.uptime_seconds.is_some() && host.load.is_some());
    assert!(host.tool("git").is_some() || host.tool("tmux").is_some());
}

#[tokio::test]
async fn nothing_is_left_behind() {
    let mut house = house("/bin/sh");
    house.text("run/x", "");
    let directory = house.path("run");
    house.set("XDG_RUNTIME_DIR", &directory);
    program(
        &house,
        "nvidia-smi",
        &format!("echo $$ >'{directory}/pid'; exec sleep 600"),
    );
    look(&house, &[]).await;
    let pid = std::fs::read_to_string(house.home.path().join("run/pid")).unwrap();
    let process = format!("/proc/{}/stat", pid.trim());
    // Killed; its parent may be a moment late in noticing.
    let deadline = Instant::now() + Duration::from_secs(30);
    while std::fs::exists(&process).unwrap() && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!std::fs::exists(&process).unwrap());
    let left: Vec<_> = std::fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().starts_with("odysseus")),
        "{left:?}"
    );
}

proptest::proptest! {
    #[test]
    fn any_answer_is_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        Host::read(&Answer::read(&bytes), &["x".to_owned()]);
    }

    #[test]
    fn any_lines_are_read(lines in proptest::collection::vec(
        ("(answer\t(nvidia|programs|disk1|tmux)\t(0|late)|out|err|card|amd\t(slot|temperature|mem_info_vram_used)|node|vram|\
          meminfo\tMemTotal:|bytes|vm_stat|load|uptime|boot|flags|tool|package|system\tDarwin|machine\tarm64|end)",
         "[-0-9a-z.,:%/\t {}]{0,40}"), 0..30
    )) {
        let text: Vec<String> = lines.iter().map(|(word, rest)| format!("{word}\t{rest}")).collect();
        Host::read(&Answer::read(text.join("\n").as_bytes()), &["x".to_owned()]);
    }
}
