//! How long things take: printed, not judged. `cargo nextest run -p net --run-ignored only --no-capture figures`

use std::time::Instant;

use crate::sshd::Sshd;
use crate::{Home, answer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints figures"]
async fn figures() {
    let home = Home::new();
    let hosts: Vec<Sshd> = (0..10).map(|_| Sshd::start()).collect();
    let mut to = Vec::new();
    for host in &hosts {
        to.push(home.befriend(host).await);
    }
    let since = Instant::now();
    answer(home.say(&to[0], "true").await);
    println!("connect, sign in and first call: {:?}", since.elapsed());
    let mut calls: Vec<_> = Vec::new();
    for _ in 0..100 {
        let since = Instant::now();
        answer(home.say(&to[0], ":").await);
        calls.push(since.elapsed());
    }
    calls.sort();
    println!(
        "a call over an open connection: median {:?}, worst of 100 {:?}",
        calls[50], calls[99]
    );
    for what in ["connecting", "connected"] {
        let since = Instant::now();
        let all = to.iter().map(|to| {
            let (ssh, to) = (home.ssh.clone(), to.clone());
            tokio::spawn(async move { answer(ssh.run(&to, "exec sh -s", b":").await) })
        });
        for one in all.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        println!("ten hosts at once, {what}: {:?}", since.elapsed());
    }
}
