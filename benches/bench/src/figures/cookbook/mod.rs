//! The Cookbook: real programs here and behind ssh, launched, watched and stopped through the API.

mod api;
mod home;
mod hosts;
mod logs;

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use tokio::time::{sleep, sleep_until};

use self::api::{Api, Task};
use self::home::Home;
use crate::figures::say;
use crate::processes::used_by_tree;
use crate::relay::Relays;
use crate::report::{Figure, Run};
use crate::server::{Product, Server};
use crate::times::{Times, ms};

const HOSTS: u8 = 10;
const TASKS: usize = 5;
const ROUND_TRIP: Duration = Duration::from_millis(20);
/// What a host may take beyond the round trip.
const PER_HOST: Duration = Duration::from_millis(100);
/// A look that is older than this is not good enough for who asks.
const STALE: Duration = Duration::from_secs(5);
/// After so much time without a question the machines are looked at less often.
const FORGOTTEN: Duration = Duration::from_secs(61);
/// For so long the processor is watched.
const WATCHED: Duration = Duration::from_secs(60);
/// How soon a change is to be shown.
const LATE_HERE: Duration = Duration::from_secs(5);
const LATE_THERE: Duration = Duration::from_secs(25);

/// Takes about eight minutes.
pub(super) async fn measure(odysseus: &Path, folder: &Path, run: &mut Run) -> io::Result<()> {
    logs::there_is_space(folder)?;
    // Everything that ends when this does, the server first.
    let relays = Relays::new(ROUND_TRIP)?;
    let folder = folder.join("kitchen");
    let home = Home::new(folder.join("here"))?;
    let product = Product::set_up(odysseus, &folder.join("here"))?;
    let mut hosts = Vec::new();
    let server = product.start()?;
    let admin = Api::sign_in(server.address, Product::USER, Product::PASSWORD).await?;
    let api = Api::new(server.address, &product.token);

    say("programs on this machine");
    let (launched, here) = launch(&api, &[""], 2 * TASKS).await?;
    run.found([answers(
        "launch on this machine, looked over first (10 times)",
        &launched,
    )]);
    let [kept, rest @ ..] = here.as_slice() else {
        return Err(io::Error::other("nothing was launched"));
    };
    let (killed, stopped) = rest.split_at(TASKS);
    for task in killed {
        logs::fill(Path::new(&task.log), logs::SMALL)?;
    }
    let late = lateness(&api, killed, Duration::from_millis(3_700)).await?;
    run.found([late_figure(
        "a killed program with a log of 5 MB is shown as failed and diagnosed, this machine (5 times)",
        &late,
        LATE_HERE,
    )]);
    let stops = stop(&api, stopped).await?;
    run.found([answers(
        "stop on this machine, until nothing is left (4 times)",
        &stops,
    )]);

    say("logs on this machine");
    run.found([logs::cause(&api, kept).await?]);
    fs::write(&kept.log, "")?;
    logs::fill(Path::new(&kept.log), logs::LARGE)?;
    run.found(logs::measure(&api, kept, logs::LOCAL).await?);
    stop(&api, std::slice::from_ref(kept)).await?;

    say("programs on one machine behind ssh");
    hosts.extend(hosts::set_up(&folder, &relays, &admin, 1..=1).await?);
    let first: Vec<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
    let (mut launched, mut there) = launch(&api, &first, TASKS).await?;
    let one = sweeps(&api).await?;
    run.found([sweep_figure(
        "one look at a host with 5 tasks, over ssh with 20 ms (10 times)",
        &one,
        1,
    )]);

    say("programs on ten machines behind ssh");
    hosts.extend(hosts::set_up(&folder, &relays, &admin, 2..=HOSTS).await?);
    let others: Vec<&str> = hosts
        .iter()
        .skip(1)
        .map(|host| host.name.as_str())
        .collect();
    let (more, programs) = launch(&api, &others, TASKS).await?;
    launched.extend(more);
    there.extend(programs);
    run.found([answers(
        "launch over ssh with 20 ms, looked over first (50 times)",
        &launched,
    )]);
    let all = sweeps(&api).await?;
    run.found([sweep_figure(
        "`GET /api/codex/cookbook/tasks`, 50 tasks on 10 hosts, all looked at (10 times)",
        &all,
        u32::from(HOSTS),
    )]);

    say("the processor while 50 tasks run on 10 hosts");
    run.found([Figure {
        what: "processor of Odysseus with its children, 50 tasks on 10 hosts, the list asked for every 5 s",
        budget: String::new(),
        measured: format!("{:.2} % of one core", busy(&server, Some(&api)).await?),
        floor: String::new(),
        kept: None,
    }]);
    sleep(FORGOTTEN).await;
    let idle = busy(&server, None).await?;
    run.found([Figure {
        what: "the same while nobody looks",
        budget: "≤ 2 %".to_owned(),
        measured: format!("{idle:.2} % of one core"),
        floor: String::new(),
        kept: Some(idle <= 2.0),
    }]);
    let killed: Vec<Task> = there.iter().step_by(TASKS).cloned().collect();
    let late = lateness(&api, &killed, Duration::from_millis(2_300)).await?;
    run.found([late_figure(
        "a killed program is shown as failed and diagnosed, over ssh while nobody looks (10 times)",
        &late,
        LATE_THERE,
    )]);

    say("logs over ssh");
    there.retain(|task| !killed.iter().any(|gone| gone.session == task.session));
    let Some(read) = there.first() else {
        return Err(io::Error::other("nothing was launched"));
    };
    logs::hand_over(kept, read)?;
    run.found(logs::measure(&api, read, logs::OVER_SSH).await?);
    let stops = stop(&api, &there).await?;
    run.found([answers(
        "stop over ssh with 20 ms, until nothing is left (40 times)",
        &stops,
    )]);
    server.stop()?;
    drop((hosts, home));
    Ok(())
}

/// Launches so many on each machine; gives how long the answers took, and the tasks when all are ready, in that order.
async fn launch(api: &Api, hosts: &[&str], each: usize) -> io::Result<(Vec<Duration>, Vec<Task>)> {
    let mut sessions = Vec::new();
    let mut times = Vec::new();
    let mut ports = free_ports(hosts.len() * each)?.into_iter();
    for host in hosts {
        for port in ports.by_ref().take(each) {
            let (took, session) = api.launch(host, port).await?;
            times.push(took);
            sessions.push(session);
        }
    }
    let mut tasks = api.ready(&sessions).await?;
    tasks.sort_by_key(|task| sessions.iter().position(|session| *session == task.session));
    Ok((times, tasks))
}

/// Ports that nothing listens on: bound together, so that no two are the same, and left.
fn free_ports(count: usize) -> io::Result<Vec<u16>> {
    let bound: Vec<TcpListener> = (0..count)
        .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .collect::<io::Result<_>>()?;
    bound
        .iter()
        .map(|port| Ok(port.local_addr()?.port()))
        .collect()
}

async fn stop(api: &Api, tasks: &[Task]) -> io::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for task in tasks {
        times.push(api.stop(&task.session).await?);
    }
    Ok(times)
}

/// How long the list takes when every machine has to be looked at for it.
async fn sweeps(api: &Api) -> io::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for _ in 0..10 {
        sleep(STALE).await;
        times.push(api.tasks().await?.0);
    }
    Ok(times)
}

/// Processor time used, in percent of one core.
async fn busy(server: &Server, asking: Option<&Api>) -> io::Result<f64> {
    let (start, before) = (tokio::time::Instant::now(), used_by_tree(server.pid())?);
    while start.elapsed() < WATCHED {
        if let Some(api) = asking {
            api.tasks().await?;
        }
        sleep(STALE).await;
    }
    sleep_until(start + WATCHED).await;
    let used = used_by_tree(server.pid())?.saturating_sub(before);
    Ok(used.as_secs_f64() / start.elapsed().as_secs_f64() * 100.0)
}

/// Kills the programs one after the other; gives how long each was not known to have failed.
async fn lateness(api: &Api, tasks: &[Task], apart: Duration) -> io::Result<Vec<Duration>> {
    let mut changes = api.changes().await?;
    let sessions: Vec<String> = tasks.iter().map(|task| task.session.clone()).collect();
    let mut killed = Vec::new();
    for task in tasks {
        sleep(apart).await;
        killed.push(Instant::now());
        let done = Command::new("kill")
            .args(["-KILL", &task.pid.to_string()])
            .status()?;
        if !done.success() {
            return Err(io::Error::other(format!(
                "{} had ended before",
                task.session
            )));
        }
    }
    let mut late = Vec::new();
    for _ in tasks {
        let (at, session) = changes.failed(&sessions).await?;
        let number = sessions.iter().position(|known| *known == session);
        if let Some(since) = number.and_then(|number| killed.get(number)) {
            late.push(at.duration_since(*since));
        }
    }
    Ok(late)
}

fn answers(what: &'static str, times: &[Duration]) -> Figure {
    let times = Times::new(times.to_vec());
    Figure {
        what,
        budget: String::new(),
        measured: format!("p50 {}, latest {}", ms(times.p50()), ms(times.max())),
        floor: String::new(),
        kept: None,
    }
}

fn late_figure(what: &'static str, late: &[Duration], budget: Duration) -> Figure {
    let kept = late.iter().all(|late| *late <= budget);
    Figure {
        budget: format!("≤ {} s", budget.as_secs()),
        kept: Some(kept),
        ..answers(what, late)
    }
}

/// One round trip, and the hosts' share: all of them are this machine, so their work adds up.
fn sweep_figure(what: &'static str, times: &[Duration], hosts: u32) -> Figure {
    let budget = ROUND_TRIP + PER_HOST * hosts;
    let times_ = Times::new(times.to_vec());
    Figure {
        budget: format!("p50 ≤ {}", ms(budget)),
        kept: Some(times_.p50() <= budget),
        ..answers(what, times)
    }
}
