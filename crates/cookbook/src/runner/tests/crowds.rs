//! Thousands of processes, and a tmux that does not answer, do not keep a stop from coming to its end.

use std::process::Command;
use std::time::Duration;

use super::house::{House, SHELLS, session, wait_for};
use crate::watch::Pid;

/// Few enough for a machine that is busy; all of them where there is time.
fn count(all: u32) -> u32 {
    match std::env::var_os("ODYSSEUS_LONG") {
        Some(_) => all,
        None => all / 10,
    }
}

/// Starts that program with so many processes, and waits until they are there.
async fn started(house: &House, name: &str, program: &str, count: u32) {
    let program = house.program("program.py", program);
    let ready = house.directory.path().join("ready");
    let (ready, count) = (ready.to_str().unwrap(), count.to_string());
    house
        .launch(name, &["python3", &program, ready, &count])
        .await;
    wait_for("the crowd", || {
        std::path::Path::new(ready).exists().then_some(())
    });
}

#[tokio::test]
async fn thousands_of_processes_are_stopped() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        let count = count(3_000);
        started(&house, &name, include_str!("crowd.py"), count).await;
        let there = house.processes().len();
        assert!(there > count as usize, "{shell}: {there}");
        let stopped = house.stop_within(&name, None, Duration::from_secs(2)).await;
        assert_eq!(stopped.left(), None, "{shell}");
        house.is_empty(shell);
    }
}

#[tokio::test]
async fn what_grows_when_it_is_cut_is_stopped() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        started(&house, &name, include_str!("hydra.py"), count(2_000)).await;
        let stopped = house.stop_within(&name, None, Duration::from_secs(2)).await;
        assert_eq!(stopped.left(), None, "{shell}");
        house.is_empty(shell);
    }
}

#[tokio::test]
async fn a_tmux_that_does_not_answer_does_not_hold_it() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        let deaf = "trap '' TERM HUP; echo up; while :; do sleep 0.05; done";
        let program = house.launch(&name, &["sh", "-c", deaf]).await.pid.unwrap();
        wait_for("the program", || {
            house.log(&name).contains("up\n").then_some(())
        });
        let server = house.tmux(&["display-message", "-p", "#{pid}"]);
        let server: Pid = server.trim().parse().unwrap();
        let halt = Halted::new(server);
        let stopped = house.stop_within(&name, None, Duration::from_secs(1)).await;
        let left = house.processes();
        drop(halt);
        assert_eq!(stopped.session_left, None, "{shell}");
        assert!(stopped.left().unwrap().contains("tmux"), "{shell}");
        assert!(stopped.survivors.is_empty(), "{shell}: {stopped:?}");
        assert!(!left.contains(&program), "{shell}");

        let again = house.stop(&name, None).await;
        assert_eq!(again.left(), None, "{shell}");
        house.is_empty(shell);
    }
}

/// A process that is halted for as long as this lives.
struct Halted(Pid);

impl Halted {
    fn new(pid: Pid) -> Self {
        signal("-STOP", pid);
        Self(pid)
    }
}

impl Drop for Halted {
    fn drop(&mut self) {
        signal("-CONT", self.0);
    }
}

fn signal(name: &str, pid: Pid) {
    let kill = Command::new("kill").args([name, &pid.to_string()]).status();
    assert!(kill.unwrap().success());
}
