//! A machine that is cut off in the middle.

use std::time::{Duration, Instant};

use net::ssh::Error;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::time::timeout;

use crate::sshd::{Cable, Sshd};
use crate::{Home, answer};

const LIMIT: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_that_is_cut_off_is_noticed_and_found_again() {
    let cable = Cable::lay();
    let (home, sshd) = (Home::new(), Sshd::behind(&cable, &[]));
    let to = home.befriend(&sshd).await;
    let stream = home
        .ssh
        .stream(&to, "exec sh -s", b"echo here; cat; exit\n")
        .await;
    let mut stream = BufReader::new(stream.unwrap());
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    assert_eq!(line, "here\n");

    cable.pull();
    // The caller's limit is the caller's; the connection is not trusted after it.
    let short = timeout(Duration::from_secs(3), home.say(&to, "echo hello")).await;
    assert!(short.is_err(), "{short:?}");
    let away = timeout(LIMIT, home.say(&to, "echo hello"))
        .await
        .expect("noticed by a new attempt");
    assert!(matches!(away, Err(Error::Unreachable { .. })), "{away:?}");
    let lost = timeout(LIMIT, stream.read(&mut [0; 9]))
        .await
        .expect("noticed by the stream");
    assert!(lost.is_err(), "{lost:?}");

    cable.plug();
    let since = Instant::now();
    while home.say(&to, "true").await.is_err() {
        assert!(since.elapsed() < LIMIT, "not found again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(answer(home.say(&to, "echo back").await), "back\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_without_a_limit_ends_too() {
    let cable = Cable::lay();
    let (home, sshd) = (Home::new(), Sshd::behind(&cable, &[]));
    let to = home.befriend(&sshd).await;
    answer(home.say(&to, "true").await);
    cable.pull();
    let lost = timeout(LIMIT, home.say(&to, "echo hello"))
        .await
        .expect("noticed");
    assert!(
        matches!(lost, Err(Error::Lost(_) | Error::Unreachable { .. })),
        "{lost:?}"
    );
}
