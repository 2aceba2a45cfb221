//! Scripts and their words arrive whole, whatever the login shell of the machine.

use std::path::Path;
use std::time::Duration;

use net::ssh::{Connections, Destination};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use super::{Local, Machine, Machines, Script, Trouble};

#[path = "../../../net/tests/ssh/sshd.rs"]
mod sshd;

use sshd::{Sshd, eventually};

const LIMIT: Duration = Duration::from_secs(60);
/// Each word with its length, so that no two answers can look alike.
const ECHO: &str = r#"for word do printf '%s %s;' "${#word}" "$word"; done"#;

/// A machine whose login shell is `shell`, after it has said what a start-up file might say.
struct There {
    machines: Machines,
    to: Destination,
    sshd: Sshd,
    _home: tempfile::TempDir,
}

async fn there(shell: &str) -> There {
    let forced = format!("ForceCommand echo 'Welcome!'; exec {shell} -c \"$SSH_ORIGINAL_COMMAND\"");
    let (home, sshd) = (tempfile::tempdir().unwrap(), Sshd::with(&[&forced]));
    let configuration = sshd::configuration(home.path(), "");
    let ssh = Connections::configured_by(home.path().join("ssh"), configuration);
    let (machine, port) = sshd.destination();
    let to: Destination = machine.parse().unwrap();
    let to = to.with_port(Some(port));
    sshd.authorise(&ssh.public_key().await.unwrap().line);
    ssh.accept(&to, &sshd.fingerprint()).await.unwrap();
    There {
        machines: Machines::new(Local::default(), ssh),
        to,
        sshd,
        _home: home,
    }
}

/// Words that shells might do something to, and random ones.
fn words() -> Vec<String> {
    let mut words: Vec<String> = [
        "",
        " ",
        "two words",
        "it's",
        "\"",
        "\\",
        "\\\\'",
        "a\nb\n",
        "\n",
        "$(touch /dead)",
        "`touch /dead`",
        "$HOME",
        "${0}",
        "!!",
        "!1",
        "*",
        "~",
        "{a,b}",
        "-n",
        "--",
        "#",
        ";",
        "&&",
        "|",
        ">x",
        "\t",
        "\r\n",
        "\u{1b}[2J",
        "\u{1}\u{7f}",
        "é 漢字 🦀",
        "\u{fffd}",
        "odysseus-begins",
        "}",
        "EOF",
        "' </dev/null; echo dead; '",
        "%s%n",
    ]
    .map(str::to_owned)
    .into();
    words.push("long ".repeat(40_000));
    let mut runner = TestRunner::deterministic();
    let any = prop::collection::vec(any::<char>().prop_filter("NUL", |c| *c != '\0'), 0..20);
    words.extend((0..300).map(|_| {
        any.new_tree(&mut runner)
            .unwrap()
            .current()
            .into_iter()
            .collect::<String>()
    }));
    words
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_survive_every_login_shell() {
    let words = words();
    let script = Script::new(ECHO).words(words.clone());
    // Lengths differ by shell and locale (bytes or characters); the words may not.
    let local = Machines::new(Local::default(), Connections::new("nowhere".into()));
    let expected = local.run(&Machine::Local, &script, LIMIT).await.unwrap();
    let text = String::from_utf8(expected.stdout.clone()).unwrap();
    assert!(
        words.iter().all(|word| text.contains(&format!(" {word};"))),
        "the local shell has them"
    );
    for shell in ["bash", "dash", "fish", "tcsh", "busybox sh"] {
        let there = there(shell).await;
        let reply = there
            .machines
            .run(&Machine::Remote(there.to.clone()), &script, LIMIT)
            .await
            .unwrap();
        assert_eq!(
            (reply.status, reply.stderr.as_str()),
            (Some(0), ""),
            "{shell}"
        );
        let same = String::from_utf8(reply.stdout).unwrap() == text;
        assert!(same, "{shell} changed the words");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_without_a_shell_is_said_so() {
    let there = there("echo no entry;").await;
    let asked = there
        .machines
        .run(
            &Machine::Remote(there.to.clone()),
            &Script::new("true"),
            LIMIT,
        )
        .await;
    assert!(
        matches!(&asked, Err(Trouble::NoShell { said, .. }) if said.starts_with("no entry")),
        "{asked:?}"
    );
    let followed = there
        .machines
        .stream(&Machine::Remote(there.to.clone()), &Script::new("true"))
        .await
        .err();
    assert!(
        matches!(followed, Some(Trouble::NoShell { .. })),
        "{followed:?}"
    );
}

/// Says its process and that of a child, and goes on for ever.
const PATIENT: &str = r#"
sleep 1000 &
printf '%s %s %s\n' "$1" "$(sh -c 'echo $PPID')" $!
wait
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_followed_ends_with_its_reader() {
    for shell in ["bash", "dash", "fish", "tcsh"] {
        let there = there(shell).await;
        let stream = there
            .machines
            .stream(
                &Machine::Remote(there.to.clone()),
                &Script::new(PATIENT).word("it's"),
            )
            .await;
        let mut stream = BufReader::new(stream.unwrap());
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let [word, script, child] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        assert_eq!(word, "it's");
        let runs = |process: &str| Path::new("/proc").join(process).exists();
        assert!(runs(script) && runs(child), "{line}");
        let (script, child) = (script.to_owned(), child.to_owned());
        drop(stream);
        eventually("all of it has ended", || !runs(&script) && !runs(&child));
        assert_eq!(there.sshd.sign_ins(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_followed_may_end_by_itself() {
    let there = there("bash").await;
    let mut stream = there
        .machines
        .stream(
            &Machine::Remote(there.to.clone()),
            &Script::new(ECHO).word("all"),
        )
        .await
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    assert_eq!(text, "3 all;");
    drop(stream);
    eventually("nothing is left of it", || {
        let left = there.sshd.sessions().into_iter();
        left.filter(|process| {
            let name = std::fs::read_to_string(format!("/proc/{process}/comm"));
            name.is_ok_and(|name| name.trim() != "sshd")
        })
        .count()
            == 0
    });
}
