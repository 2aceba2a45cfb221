//! The real tools: pip, a virtual environment, `hf download` from a hub that stops in the middle.

use std::process::{Command, Output, Stdio};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::super::*;
use super::hub::Hub;
use crate::command::joined;
use crate::hardware::{self, Host, Look};
use crate::machine::house::House;
use crate::machine::{Machine, Machines};
use crate::models::cached;

/// Runs a plan as the runner would: output to no terminal.
fn command(plan: &Plan, house: &House, hub: &Hub) -> Command {
    let (program, arguments) = plan.words.split_first().unwrap();
    let mut command = Command::new(program);
    command
        .args(arguments)
        .envs(plan.variables.iter().copied())
        .env("HOME", house.home.path())
        .env("HF_ENDPOINT", format!("http://{}", hub.address))
        .env("HF_HUB_DISABLE_TELEMETRY", "1")
        .env_remove("HF_HOME")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// How many files of the plan's download are not finished of those that it began since then.
async fn left(machines: &Machines, plan: &Plan, since: i64) -> usize {
    let variables = plan.variables.iter();
    let variables: Vec<(String, String)> = variables
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let cmd = joined(&variables, &plan.words);
    unfinished(machines, &Machine::Local, &cmd, since)
        .await
        .unwrap()
}

/// What time it is, in seconds since 1970.
fn seconds() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

/// A virtual environment with the hub's client, installed as the Cookbook does. Gives what the machine is like then.
async fn with_client(house: &House, machines: &Machines, hub: &Hub) -> Host {
    let venv = house.path("venv");
    let made = Command::new("python3")
        .args(["-m", "venv", &venv])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", text(&made));
    let look = Look {
        environment: venv.clone(),
        ..Look::default()
    };
    let host = async || {
        hardware::host(machines, &Machine::Local, &look)
            .await
            .unwrap()
    };
    let pip_only = Host {
        tools: Vec::new(),
        ..host().await
    };
    let install = Install {
        package: "huggingface_hub".to_owned(),
        upgrade: false,
    };
    let plan = install.plan(&pip_only, Some(&venv)).unwrap();
    let installed = command(&plan, house, hub).output().unwrap();
    let log = text(&installed);
    assert!(installed.status.success(), "{log}");
    assert!(
        progress(&log).unwrap().file.unwrap().ends_with(".whl"),
        "{log}"
    );
    let host = host().await;
    assert_eq!(host.tool("hf"), Some(format!("{venv}/bin/hf").as_str()));
    assert!(host.package("huggingface-hub").is_some());
    host
}

#[tokio::test]
#[ignore = "installs packages from PyPI; `cargo xtask test --long` runs it"]
async fn a_download_is_whole_when_the_real_client_has_come_to_its_end() {
    let house = House::new("/bin/sh");
    let hub = Hub::start();
    let machines = house.machines();
    let host = with_client(&house, &machines, &hub).await;
    for local_dir in [None, Some(house.path("models"))] {
        // What the cache has is not fetched again.
        let _ = std::fs::remove_dir_all(house.path(".cache"));
        let download = Download {
            repo_id: "org/tiny".to_owned(),
            local_dir: local_dir.clone(),
            ..Download::default()
        };
        let plan = download.plan(&host).unwrap();

        // At half of its two large files it stops, and is ended there.
        let since = seconds();
        hub.stuck.store(true, Ordering::Relaxed);
        let mut stuck = command(&plan, &house, &hub).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        while left(&machines, &plan, since).await < 2 && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stuck.kill().unwrap();
        let said = stuck.wait_with_output().unwrap();
        assert_eq!(left(&machines, &plan, since).await, 2, "{}", text(&said));

        let directories: Vec<String> = local_dir.clone().into_iter().collect();
        let listed = async || {
            let listed = cached(&machines, &Machine::Local, &directories).await;
            let models = listed.unwrap().models.into_iter();
            let below = local_dir.as_deref().unwrap_or_default();
            let mut of = models.filter(|model| model.path.starts_with(below));
            of.next_back().unwrap()
        };
        assert!(listed().await.has_incomplete, "{local_dir:?}");

        // Started again, it comes to its end; what was given up may lie there still, from before it began.
        let ended = seconds();
        while seconds() == ended {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let since = seconds();
        hub.stuck.store(false, Ordering::Relaxed);
        let fetched = command(&plan, &house, &hub).output().unwrap();
        let log = text(&fetched);
        assert!(fetched.status.success(), "{log}");
        assert_eq!(left(&machines, &plan, since).await, 0, "{log}");
        let told = progress(&log).unwrap();
        assert_eq!(
            (told.percent, told.total_bytes),
            (Some(100), Some(54_000_000)),
            "{log}"
        );
        let model = listed().await;
        assert_eq!((model.nb_files, model.shards), (4, None), "{model:?}");
    }

    // What the hub does not have.
    let missing = Download {
        repo_id: "org/nothing".to_owned(),
        ..Download::default()
    };
    let failed = command(&missing.plan(&host).unwrap(), &house, &hub)
        .output()
        .unwrap();
    assert!(
        !failed.status.success() && text(&failed).contains("not found"),
        "{}",
        text(&failed)
    );
}
