//! What is stopped has given back the memory of its GPUs. No GPU is needed: `nvidia-smi` says what NVIDIA documents
//! (<https://docs.nvidia.com/deploy/nvidia-smi/index.html>, `--query-compute-apps`), and sysfs is a directory.

use std::fs;
use std::time::Duration;

use super::house::{House, SHELLS, session};
use crate::machine::Machine;
use crate::runner::Stop;
use crate::runner::stop::{GpuMemory, Stopped};
use crate::watch::Pid;

/// Says what the file `users` says, for the first `often` times that it is asked.
const NVIDIA: &str = r#"#!/bin/sh
case $* in
    *--format=csv,noheader,nounits*--query-compute-apps=pid,used_memory,gpu_uuid,gpu_name*) ;;
    *) exit 2 ;;
esac
cd "$HOME" || exit
read -r often <often
[ "$often" -gt 0 ] || exit 0
echo $((often - 1)) >often
cat users
"#;

struct Machinery {
    house: House,
    session: String,
    /// The program's process.
    pid: Pid,
}

impl Machinery {
    async fn new(shell: &str, nvidia: &str) -> Self {
        let house = House::new(shell);
        house.program("bin/nvidia-smi", nvidia);
        let session = session();
        let launched = house.launch(&session, &["sleep", "1000"]).await;
        Self {
            pid: launched.pid.unwrap(),
            session,
            house,
        }
    }

    /// What `nvidia-smi` tells, how often.
    fn tells(&self, users: &str, often: u32) {
        fs::write(self.house.home().join("users"), users).unwrap();
        fs::write(self.house.home().join("often"), format!("{often}\n")).unwrap();
    }

    async fn stop(&self, limit: u64) -> Stopped {
        let root = self.house.directory.path().join("root");
        let stop = Stop {
            socket: &self.house.socket,
            session: &self.session,
            port: None,
            patience: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            root: root.to_str().unwrap(),
        };
        crate::runner::stop(&self.house.machines, &Machine::Local, &stop)
            .await
            .unwrap()
    }

    /// sysfs of AMD's compute driver.
    fn amd(&self, pid: Pid, bytes: u64) {
        let folder = format!("root/sys/class/kfd/kfd/proc/{pid}");
        let folder = self.house.directory.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("vram_51234"), format!("{bytes}\n")).unwrap();
    }
}

#[tokio::test]
async fn memory_that_is_given_back_late_is_waited_for() {
    for shell in SHELLS {
        let it = Machinery::new(shell, NVIDIA).await;
        let other = std::process::id();
        let users = format!(
            "{}, 20480, GPU-b, NVIDIA GeForce RTX 4090\n{other}, 300, GPU-b, NVIDIA GeForce RTX 4090\n",
            it.pid
        );
        it.tells(&users, 3);
        let stopped = it.stop(60).await;
        assert_eq!(stopped.left(), None, "{shell}");
        let often = fs::read_to_string(it.house.home().join("often")).unwrap();
        assert_eq!(often, "0\n", "{shell}: it was asked until it was free");
        assert!(!it.house.status(&it.session).left, "{shell}");
        it.house.is_empty(shell);
    }
}

#[tokio::test]
async fn memory_that_is_not_given_back_is_told_until_it_is() {
    for shell in SHELLS {
        let it = Machinery::new(shell, NVIDIA).await;
        let users = format!(
            "{0}, 20480, GPU-a, NVIDIA H100 80GB HBM3\n{0}, [N/A], GPU-b, NVIDIA H100 80GB HBM3\n",
            it.pid
        );
        it.tells(&users, 1_000_000);
        it.amd(it.pid, 5 << 30);
        let stopped = it.stop(10).await;
        let of = |mib, gpu: &str| GpuMemory {
            pid: it.pid,
            mib,
            gpu: gpu.to_owned(),
        };
        assert_eq!(
            stopped.gpus,
            [
                of(Some(20480), "NVIDIA H100 80GB HBM3 (GPU-a)"),
                of(None, "NVIDIA H100 80GB HBM3 (GPU-b)"),
                of(Some(5120), "AMD GPU 51234")
            ],
            "{shell}"
        );
        let left = stopped.left().unwrap();
        let told = format!(
            "20480 MiB of NVIDIA H100 80GB HBM3 (GPU-a) are not released by pid {}",
            it.pid
        );
        assert!(left.starts_with(&told), "{shell}: {left}");
        assert!(it.house.status(&it.session).left, "{shell}");
        it.house.is_empty(shell);

        // The processes are gone, and their numbers known: it is no better before the memory is free.
        assert_eq!(it.stop(10).await.gpus, stopped.gpus, "{shell}");
        it.tells("", 0);
        it.amd(it.pid, 0);
        assert_eq!(it.stop(60).await.left(), None, "{shell}");
        assert!(!it.house.status(&it.session).left, "{shell}");
    }
}

#[tokio::test]
async fn a_number_that_another_process_has_now_holds_nothing_of_it() {
    let it = Machinery::new("dash", NVIDIA).await;
    let own = std::process::id();
    it.tells(&format!("{own}, 300, GPU-a, NVIDIA T4\n"), 1_000_000);
    it.amd(own, 5 << 30);
    let status = it.house.kept().join(format!("{}.status", it.session));
    let noted = fs::read_to_string(&status).unwrap();
    fs::write(&status, format!("{noted}gpu={own} \n")).unwrap();
    assert_eq!(it.stop(60).await.left(), None);
    it.house.is_empty("dash");
}

#[tokio::test]
async fn a_driver_that_does_not_tell_does_not_hold_it() {
    for shell in SHELLS {
        for nvidia in [
            "#!/bin/sh\nexec sleep 1000\n",
            "#!/bin/sh\necho 'Failed to initialize NVML: Driver/library version mismatch'\nexit 18\n",
        ] {
            let it = Machinery::new(shell, nvidia).await;
            assert_eq!(it.stop(60).await.left(), None, "{shell}: {nvidia}");
            it.house.is_empty(shell);
        }
    }
}
