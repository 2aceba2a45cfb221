//! Programs that run to their end.

use std::time::Duration;

use net::ssh::{Connections, Error};

use crate::sshd::{Sshd, descendants, eventually};
use crate::{Home, answer, destination};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_gets_its_input_and_says_how_it_ended() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    for (script, status, stdout, stderr) in [
        ("printf out; printf err >&2", 0, "out", "err"),
        ("exit 3", 3, "", ""),
        // Nothing but the connection's own end is an error of the connection.
        ("echo no >&2; exit 255", 255, "", "no\n"),
        ("kill -s KILL $$", 255, "", ""),
    ] {
        let output = home.say(&to, script).await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        assert_eq!(
            (output.status, text(output.stdout), text(output.stderr)),
            (Some(status), stdout.to_owned(), stderr.to_owned()),
            "{script}"
        );
    }
    let large: Vec<u8> = (0..=255).cycle().take(3_000_001).collect();
    let output = home.ssh.run(&to, "exec cat", &large).await.unwrap();
    assert!(
        output.stdout == large,
        "{} bytes came back",
        output.stdout.len()
    );
    // What does not read its input ends all the same.
    assert_eq!(
        answer(home.ssh.run(&to, "echo early", &large).await),
        "early\n"
    );
    assert_eq!(sshd.sign_ins(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_much_output_is_an_error_and_not_a_full_memory() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    let endless = home.say(&to, "exec cat /dev/zero").await.unwrap_err();
    assert!(
        matches!(&endless, Error::Failed(why) if why.contains("32 MiB")),
        "{endless}"
    );
    assert_eq!(answer(home.say(&to, "echo next").await), "next\n");
    assert_eq!(sshd.sign_ins(), 1, "the connection stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_at_once_share_one_connection() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    let calls = (0..50).map(|number| {
        let (ssh, to) = (home.ssh.clone(), to.clone());
        tokio::spawn(async move {
            let script = format!("echo {number}");
            let output = ssh.run(&to, "exec sh -s", script.as_bytes()).await;
            assert_eq!(answer(output), format!("{number}\n"));
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    assert_eq!(sshd.sign_ins(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_with_few_sessions_is_asked_in_turn() {
    let (home, sshd) = (Home::new(), Sshd::with(&["MaxSessions 1"]));
    let to = home.befriend(&sshd).await;
    let (one, other, third) = tokio::join!(
        home.say(&to, "sleep 0.3; echo one"),
        home.say(&to, "sleep 0.3; echo other"),
        home.say(&to, "sleep 0.3; echo third"),
    );
    assert_eq!(
        [answer(one), answer(other), answer(third)],
        ["one\n", "other\n", "third\n"]
    );
    assert_eq!(sshd.sign_ins(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_that_starts_nothing_says_what_to_change() {
    let (home, sshd) = (Home::new(), Sshd::with(&["MaxSessions 0"]));
    let to = home.befriend(&sshd).await;
    let full = home.say(&to, "true").await.unwrap_err();
    assert!(
        matches!(&full, Error::Failed(why) if why.contains("MaxSessions")),
        "{full}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_broke_is_opened_again() {
    let (home, mut sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    answer(home.say(&to, "true").await);

    sshd.restart();
    assert_eq!(answer(home.say(&to, "echo back").await), "back\n");

    // In the middle of a call it is an error: nobody knows how far it came.
    let call = tokio::spawn({
        let (ssh, to) = (home.ssh.clone(), to.clone());
        async move { ssh.run(&to, "exec sh -s", b"sleep 1000").await }
    });
    let asleep = || {
        sshd.sessions()
            .iter()
            .any(|process| is_running(*process, "sleep"))
    };
    eventually("the program runs", asleep);
    sshd.end_sessions();
    let lost = call.await.unwrap().unwrap_err();
    assert!(
        matches!(&lost, Error::Lost(why) if why.contains("lost")),
        "{lost}"
    );
    assert_eq!(answer(home.say(&to, "echo again").await), "again\n");
    assert_eq!(sshd.sign_ins(), 3);
}

fn is_running(process: u32, name: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|comm| comm.trim() == name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_that_is_away_is_left_alone_for_a_while() {
    let (home, mut sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    sshd.stop();
    let (one, other) = tokio::join!(home.say(&to, "true"), home.say(&to, "true"));
    let Err(Error::Unreachable { why, retry_in }) = one else {
        panic!("{one:?}")
    };
    assert!(why.contains("Connection refused"), "{why}");
    assert!(
        retry_in.is_some_and(|wait| wait <= Duration::from_secs(1)),
        "{retry_in:?}"
    );
    assert!(matches!(other, Err(Error::Unreachable { why: same, .. }) if same == why));
    sshd.restart();
    home.ssh.retry_now(&to);
    assert_eq!(answer(home.say(&to, "echo back").await), "back\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_found_is_said_in_words() {
    let home = Home::configured("Host broken\n  ProxyCommand sh -c 'echo the dog ate it >&2'");
    for (machine, words) in [
        (
            "nobody@no-such-name.invalid",
            "No address was found for nobody@no-such-name.invalid",
        ),
        ("broken", "did not open: the dog ate it"),
    ] {
        let error = home
            .say(&machine.parse().unwrap(), "true")
            .await
            .unwrap_err();
        assert!(
            matches!(&error, Error::Unreachable { why, .. } if why.contains(words)),
            "{error}"
        );
    }
    let home = Home::configured("NoSuchOption yes");
    let error = home
        .say(&"machine".parse().unwrap(), "true")
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Failed(why) if why.contains("bad configuration option")),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_from_before_a_change_does_not_count() {
    let gate = tempfile::tempdir().unwrap();
    let (held, go) = (gate.path().join("held"), gate.path().join("go"));
    // Whoever comes first is held, and does not get there in the end.
    let home = Home::configured(&format!(
        "Host 127.0.0.1\n  ProxyCommand sh -c 'mkdir {} && while ! test -e {}; do sleep 0.1; done || exec busybox nc %h %p'",
        held.display(),
        go.display()
    ));
    let sshd = Sshd::start();
    std::fs::create_dir(&held).unwrap();
    let to = home.befriend(&sshd).await;
    std::fs::remove_dir(&held).unwrap();

    let answered = async { answer(home.say(&to, "echo there").await) };
    let changed = async {
        let attempt = async {
            while !held.exists() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let limit = Duration::from_secs(30);
        tokio::time::timeout(limit, attempt).await.unwrap();
        home.ssh.retry_now(&to);
        std::fs::write(&go, "").unwrap();
    };
    assert_eq!(tokio::join!(answered, changed).0, "there\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_end_with_odysseus() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    answer(home.say(&to, "true").await);
    let ours = || {
        let all = descendants(std::process::id());
        all.into_iter()
            .filter(|process| is_running(*process, "ssh"))
            .count()
    };
    assert_eq!(ours(), 1);
    let Home { directory, ssh, .. } = home;
    drop(ssh);
    eventually("ssh has ended", || ours() == 0);
    eventually("sshd has noticed", || sshd.connections() == 0);
    drop(directory);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_closed_is_opened_by_the_next_call() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    answer(home.say(&to, "true").await);
    home.ssh.close(&to);
    eventually("sshd has noticed", || sshd.connections() == 0);
    answer(home.say(&to, "true").await);
    assert_eq!(sshd.sign_ins(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deep_data_directory_is_no_hindrance() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let deep = home.directory.path().join("d".repeat(200));
    let ssh = Connections::configured_by(deep.join("ssh"), home.theirs.path().join("ssh_config"));
    let to = destination(&sshd);
    sshd.authorise(&ssh.public_key().await.unwrap().line);
    ssh.accept(&to, &sshd.fingerprint()).await.unwrap();
    assert_eq!(answer(ssh.run(&to, "echo deep", b"").await), "deep\n");
}
