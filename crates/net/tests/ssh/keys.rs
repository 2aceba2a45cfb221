//! Who is who: host keys and our own.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use net::ssh::Error;

use crate::sshd::Sshd;
use crate::{Home, answer, destination};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_contact_takes_a_key_each_way() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = destination(&sshd);

    let stranger = home.say(&to, "echo hello").await.unwrap_err();
    assert!(matches!(stranger, Error::UnknownHostKey(_)), "{stranger}");
    let key = home.ssh.host_key(&to).await.unwrap();
    assert_eq!(
        (key.algorithm.as_str(), key.fingerprint.as_str()),
        ("ssh-ed25519", sshd.fingerprint().as_str())
    );
    assert!(key.known.is_empty() && !key.is_known());
    home.ssh.accept(&to, &key.fingerprint).await.unwrap();
    assert!(home.ssh.host_key(&to).await.unwrap().is_known());

    let refused = home.say(&to, "echo hello").await.unwrap_err();
    assert!(
        matches!(&refused, Error::Refused(why) if why.contains("Permission denied (publickey)")),
        "{refused}"
    );
    assert_eq!(sshd.sign_ins(), 0);

    sshd.authorise(&home.ssh.public_key().await.unwrap().line);
    let again = home.say(&to, "echo hello").await.unwrap_err();
    assert_eq!(
        again, refused,
        "a machine that refuses us is left alone for a while"
    );
    home.ssh.retry_now(&to);
    assert_eq!(answer(home.say(&to, "echo hello").await), "hello\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_stored_only_if_it_is_the_one_that_was_seen() {
    let (home, mut sshd) = (Home::new(), Sshd::start());
    let to = destination(&sshd);
    let seen = home.ssh.host_key(&to).await.unwrap();
    sshd.change_host_key();
    sshd.restart();
    let outcome = home.ssh.accept(&to, &seen.fingerprint).await;
    assert!(
        matches!(outcome, Err(Error::ChangedHostKey(_))),
        "{outcome:?}"
    );
    assert!(!home.directory.path().join("ssh/known_hosts").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_key_than_before_is_refused_until_it_is_accepted() {
    let (home, mut sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    let before = sshd.fingerprint();
    answer(home.say(&to, "true").await);
    sshd.change_host_key();
    sshd.restart();

    home.ssh.retry_now(&to);
    let changed = home.say(&to, "echo secret").await.unwrap_err();
    let file = home.directory.path().join("ssh/known_hosts");
    assert!(
        matches!(&changed, Error::ChangedHostKey(why) if why.contains(&format!("{}, line 1", file.display()))),
        "{changed}"
    );
    assert_eq!(
        sshd.sign_ins(),
        1,
        "nobody signed in to the machine with the other key"
    );

    let key = home.ssh.host_key(&to).await.unwrap();
    let known: Vec<_> = key
        .known
        .iter()
        .map(|known| (known.fingerprint.clone(), known.file.clone(), known.number))
        .collect();
    assert_eq!(known, [(before, file.clone(), 1)]);
    home.ssh.accept(&to, &key.fingerprint).await.unwrap();
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        format!("{}\n", key.line),
        "in place of the old one"
    );
    assert_eq!(answer(home.say(&to, "echo hello").await), "hello\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_person_knows_counts_and_stays_theirs() {
    let (home, mut sshd) = (Home::new(), Sshd::start());
    let to = destination(&sshd);
    sshd.authorise(&home.ssh.public_key().await.unwrap().line);
    let theirs = home.theirs.path().join("their_known_hosts");
    let text = format!("# mine\n{}\n", home.ssh.host_key(&to).await.unwrap().line);
    fs::write(&theirs, &text).unwrap();
    answer(home.say(&to, "true").await);

    sshd.change_host_key();
    sshd.restart();
    home.ssh.retry_now(&to);
    let changed = home.say(&to, "true").await.unwrap_err();
    assert!(
        changed
            .to_string()
            .contains(&format!("{}, line 2", theirs.display())),
        "{changed}"
    );
    let key = home.ssh.host_key(&to).await.unwrap();
    assert_eq!((&key.known[0].file, key.known[0].number), (&theirs, 2));
    home.ssh.accept(&to, &key.fingerprint).await.unwrap();
    answer(home.say(&to, "true").await);
    assert_eq!(fs::read_to_string(&theirs).unwrap(), text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_key_is_made_once_and_nobody_else_reads_it() {
    let home = Home::new();
    let (one, other) = tokio::join!(home.ssh.public_key(), home.ssh.public_key());
    let key = one.unwrap();
    assert_eq!(key, other.unwrap());
    assert!(
        key.line.starts_with("ssh-ed25519 ") && key.line.ends_with(" odysseus"),
        "{}",
        key.line
    );
    let mode = |name: &str| {
        fs::metadata(home.directory.path().join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode("ssh"), mode("ssh/id_ed25519")), (0o700, 0o600));
}

#[test]
fn the_command_to_paste_authorises_the_key_in_every_shell() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let key = runtime.block_on(async { Home::new().ssh.public_key().await.unwrap() });
    for shell in ["sh", "dash", "bash", "fish", "tcsh", "busybox"] {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".ssh")).unwrap();
        fs::write(
            home.path().join(".ssh/authorized_keys"),
            "ssh-rsa one-without-line-break",
        )
        .unwrap();
        let mut run = std::process::Command::new(shell);
        if shell == "busybox" {
            run.arg("sh");
        }
        let status = run
            .arg("-c")
            .arg(key.command())
            .env("HOME", home.path())
            .status()
            .expect(shell);
        assert!(status.success(), "{shell}");
        let file = home.path().join(".ssh/authorized_keys");
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(
            text,
            format!("ssh-rsa one-without-line-break\n{}\n", key.line),
            "{shell}"
        );
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600,
            "{shell}"
        );
        assert_eq!(
            fs::metadata(home.path().join(".ssh"))
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o700,
            "{shell}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_persons_own_keys_aliases_and_jump_hosts_are_used() {
    let (gate, inner) = (Sshd::start(), Sshd::start());
    let ((machine, gate_port), (_, port)) = (gate.destination(), inner.destination());
    let (user, address) = machine.split_once('@').unwrap();
    let home = Home::configured(&format!(
        "Host gate\n  HostName {address}\n  Port {gate_port}\n  User {user}\n\
         Host inner\n  HostName {address}\n  Port {port}\n  User {user}\n  ProxyJump gate\n  HostKeyAlias the-inner-one\n"
    ));
    let theirs = home.theirs.path().join("their_key");
    crate::sshd::output(
        "ssh-keygen",
        &[
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-f",
            theirs.to_str().unwrap(),
        ],
    );
    let key = fs::read_to_string(theirs.with_extension("pub")).unwrap();
    gate.authorise(&key);
    inner.authorise(&key);
    home.ssh.public_key().await.unwrap();
    let to = "inner".parse().unwrap();

    let closed = home.ssh.host_key(&to).await.unwrap_err();
    assert!(
        matches!(&closed, Error::Unreachable { why, .. } if why.contains("ProxyJump")),
        "{closed}"
    );
    let gate_key = home.ssh.host_key(&"gate".parse().unwrap()).await.unwrap();
    fs::write(
        home.theirs.path().join("their_known_hosts"),
        gate_key.line + "\n",
    )
    .unwrap();
    let key = home.ssh.accept(&to, &inner.fingerprint()).await.unwrap();
    assert!(
        key.line.starts_with("the-inner-one ssh-ed25519 "),
        "{}",
        key.line
    );
    assert_eq!(
        answer(home.say(&to, "echo $SSH_CONNECTION | cut -d' ' -f4").await),
        format!("{port}\n")
    );
    assert_eq!(
        gate.sign_ins(),
        2,
        "to fetch the key, and for the connection"
    );
}
