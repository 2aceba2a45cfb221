//! Ends that are not the program's own doing, and programs that take their time.

use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::house::{House, SHELLS, session, wait_for};

/// A cgroup of 64 MiB.
struct Small(PathBuf);

impl Small {
    fn new() -> Self {
        let own = fs::read_to_string("/proc/self/cgroup").unwrap();
        let v1 = own
            .lines()
            .find_map(|line| line.split_once(":memory:"))
            .map(|(_, path)| path);
        let (parent, limit) = match v1 {
            Some(path) => (
                format!("/sys/fs/cgroup/memory{path}"),
                "memory.limit_in_bytes",
            ),
            None => ("/sys/fs/cgroup".to_owned(), "memory.max"),
        };
        let place = PathBuf::from(parent).join(format!("odysseus-{}", uuid::Uuid::new_v4()));
        fs::create_dir(&place).expect("this test has to be root, with a cgroup for memory");
        fs::write(place.join(limit), "64M").unwrap();
        Self(place)
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        for _ in 0..100 {
            if fs::remove_dir(&self.0).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[tokio::test]
#[ignore = "makes a cgroup with little memory; `cargo xtask test --long` runs it"]
async fn want_of_memory_is_told_from_other_kills() {
    for shell in SHELLS {
        let small = Small::new();
        let house = House::new(shell);
        fs::remove_file(house.directory.path().join("bin/sh")).unwrap();
        let applet = if shell == "busybox" {
            "/bin/busybox sh"
        } else {
            shell
        };
        house.program(
            "bin/sh",
            &format!(
                "#!/bin/dash\necho $$ >{}/cgroup.procs\nexec {applet} \"$@\"\n",
                small.0.display()
            ),
        );
        let greedy = "print('up', flush=True); x = b'x' * 300_000_000";
        for (words, oom) in [
            (["python3", "-c", greedy], true),
            (["dash", "-c", "kill -KILL $$"], false),
        ] {
            let name = session();
            house.launch(&name, &words).await;
            let status = house.ended(&name);
            assert_eq!(
                (status.signal.as_deref(), status.oom),
                (Some("KILL"), oom),
                "{shell}"
            );
        }
        drop(house);
    }
}

#[tokio::test]
async fn who_is_held_and_let_go_has_not_ended() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        let launched = house
            .launch(&name, &["dash", "-c", "kill -STOP $$; exit 4"])
            .await;
        let pid = launched.pid.unwrap().to_string();
        wait_for("the halt", || {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            stat.contains(") T ").then_some(())
        });
        Command::new("kill").args(["-CONT", &pid]).status().unwrap();
        assert_eq!(house.ended(&name).code, Some(4), "{shell}");
    }
}

#[tokio::test]
async fn what_a_program_leaves_behind_does_not_hide_its_end() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        house
            .launch(&name, &["dash", "-c", "sleep 1000 & exit 5"])
            .await;
        assert_eq!(house.ended(&name).code, Some(5), "{shell}");
        assert!(house.log(&name).contains("exited with code 5"), "{shell}");
        assert_eq!(house.stop(&name, None).await.left(), None, "{shell}");
        house.is_empty(shell);
    }
}

#[tokio::test]
async fn how_it_ended_is_noted_though_the_directory_is_deleted() {
    for shell in SHELLS {
        let house = House::new(shell);
        let (name, go) = (session(), house.home().join("go"));
        let wait = "while [ ! -e \"$0\" ]; do sleep 0.05; done; exit 5";
        let words = ["dash", "-c", wait, go.to_str().unwrap()];
        let launched = house.launch(&name, &words).await;
        fs::remove_dir_all(house.kept()).unwrap();
        fs::write(go, "").unwrap();
        let status = house.ended(&name);
        assert_eq!(
            (status.code, status.pid),
            (Some(5), launched.pid),
            "{shell}"
        );
        assert!(status.start.is_some() && !status.stopped, "{shell}");
    }
}

#[tokio::test]
async fn a_server_serves_until_it_is_stopped() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        let serve = ["python3", "-m", "http.server", "--bind", "127.0.0.1", "0"];
        house.launch(&name, &serve).await;
        // Python would keep it to itself, were it not told that somebody reads.
        let port: u16 = wait_for("its first line", || {
            let log = house.log(&name);
            let (_, rest) = log.split_once("Serving HTTP on 127.0.0.1 port ")?;
            rest.split_once(' ')?.0.parse().ok()
        });
        TcpStream::connect(("127.0.0.1", port)).unwrap();
        let stopped = house.stop(&name, Some(port)).await;
        assert_eq!(stopped.left(), None, "{shell}");
        assert!(!stopped.port_taken, "{shell}");
        assert_eq!(
            house.status(&name).signal.as_deref(),
            Some("TERM"),
            "{shell}"
        );
        house.is_empty(shell);
    }
}

/// A Mac has no `/proc`: its `ps` tells what there is. Here it is taken away from the shell, and lent to `ps`.
#[tokio::test]
async fn a_machine_without_proc_can_be_stopped_too() {
    let house = House::new("dash");
    let lent = house.directory.path().join("proc");
    fs::create_dir(&lent).unwrap();
    let lent = lent.display().to_string();
    fs::remove_file(house.directory.path().join("bin/sh")).unwrap();
    house.program(
        "bin/sh",
        &format!(
            "#!/bin/dash
[ -r /proc/self/stat ] || exec /bin/dash \"$@\"
exec unshare --mount /bin/dash -c 'mount --bind /proc {lent} && mount -t tmpfs none /proc && exec /bin/dash \"$@\"' sh \"$@\"
"
        ),
    );
    house.program(
        "bin/ps",
        &format!(
            "#!/bin/dash
exec unshare --mount /bin/dash -c 'mount --bind {lent} /proc && exec /usr/bin/ps \"$@\"' ps \"$@\"
"
        ),
    );
    let name = session();
    house
        .launch(
            &name,
            &[
                "dash",
                "-c",
                "trap '' TERM; sleep 1000 & sleep 1000 & echo up; wait; sleep 1000",
            ],
        )
        .await;
    wait_for("the program", || {
        house.log(&name).contains("up\n").then_some(())
    });
    assert_eq!(
        house
            .stop_within(&name, None, Duration::from_secs(1))
            .await
            .left(),
        None
    );
    assert_eq!(house.status(&name).signal.as_deref(), Some("KILL"));
    house.is_empty("without /proc");
}
