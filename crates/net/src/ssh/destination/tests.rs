//! Whatever is accepted reaches ssh as one argument that is no option, and means nothing to a shell.

use std::io::Write;
use std::net::IpAddr;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::Destination;

fn parse(text: &str) -> Result<Destination, String> {
    text.parse()
        .map_err(|error: crate::Error| error.to_string())
}

#[test]
fn machines_are_read_as_ssh_reads_them() {
    for (text, user, host) in [
        ("gpu-box", None, "gpu-box"),
        ("me@gpu-box.lan", Some("me"), "gpu-box.lan"),
        ("_svc.1@10.0.0.7", Some("_svc.1"), "10.0.0.7"),
        ("me@[2001:DB8::1]", Some("me"), "2001:db8::1"),
        ("::1", None, "::1"),
    ] {
        let to = parse(text).unwrap();
        assert_eq!(
            (to.user(), to.host(), to.port()),
            (user, host, None),
            "{text}"
        );
        assert_eq!(parse(&to.to_string()).unwrap(), to, "{text}");
    }
    assert_eq!(
        parse("me@box").unwrap().with_port(Some(2222)).arguments(),
        ["-p", "2222", "--", "me@box"]
    );
}

#[test]
fn what_is_no_machine_is_refused_with_the_reason() {
    let port = "The port has a field of its own";
    let form = "Write the machine as `user@machine`";
    for (text, reason) in [
        ("box:2222", port),
        ("me@box:2222", port),
        ("[::1]:22", port),
        ("ssh://me@box", form),
        ("ssh://box", port),
        ("", form),
        ("@box", form),
        ("me@", form),
        ("-oProxyCommand=id", form),
        ("-box", form),
        ("me@-box", form),
        ("-me@box", form),
        ("me@a@box", form),
        ("box one", form),
        ("box\n", form),
        ("$(id)", form),
        ("%h", form),
        ("fe80::1%eth0", form),
        // The resolver takes these for addresses.
        ("8", form),
        ("0x7f.1", form),
        ("me@0X7F", form),
        ("bö.x", form),
        (&"b".repeat(256), "at most 255 characters"),
    ] {
        let refusal = parse(text).unwrap_err();
        assert!(refusal.contains(reason), "{text:?}: {refusal}");
    }
    assert!(parse(&"b".repeat(255)).is_ok());
}

/// Text that is likely to be nearly a machine, or nearly an attack.
fn texts() -> impl Strategy<Value = String> {
    let attack = prop::sample::select(vec![
        "-oProxyCommand=canary",
        "-J",
        "-",
        "--",
        "$(canary)",
        "`canary`",
        ";canary",
        "|canary",
        "&canary&",
        "\ncanary\n",
        "'",
        "\"",
        "\\",
        "%h",
        "~",
        "*",
        "?",
        "{a,b}",
        "#",
        "!",
        ">f",
        "<f",
        " ",
        "\t",
        "\0",
        "${HOME}",
        "ssh://",
        ":22",
        "[",
        "]",
        "@",
        "é",
        "\u{202e}",
    ]);
    let piece = prop_oneof![
        3 => "[a-zA-Z0-9._-]{1,6}",
        1 => "[0-9a-f:]{2,12}",
        1 => Just("@".to_owned()),
        1 => attack.prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

#[test]
fn nothing_that_is_accepted_is_an_option_or_means_something_to_a_shell() {
    let long = std::env::var_os("ODYSSEUS_LONG").is_some();
    let inputs = if long { 1_000_000 } else { 20_000 };
    let mut runner = TestRunner::new(Config::default());
    let strategy = texts();
    let mut accepted = Vec::new();
    for _ in 0..inputs {
        let text = strategy.new_tree(&mut runner).unwrap().current();
        let Ok(to) = parse(&text) else { continue };
        let arguments = to.arguments();
        let [dashes, machine] = &arguments[..] else {
            panic!("{text:?}: {arguments:?}")
        };
        assert_eq!(dashes, "--");
        assert!(
            !machine.starts_with('-') && !to.host().starts_with('-'),
            "{text:?}"
        );
        assert_eq!(parse(machine).unwrap(), to, "{text:?}");
        accepted.push(to);
    }
    assert!(
        accepted.len() > inputs / 20,
        "only {} of {inputs} were accepted: too little is tried",
        accepted.len()
    );
    a_shell_finds_one_word_in(&accepted);
    let checked = if long { 2_000 } else { 40 };
    accepted.iter().take(checked).for_each(ssh_reads_the_same);
}

/// A real shell that reads the machines as if somebody had pasted them, in a directory where they could be file names, with one
/// program that could be run.
fn a_shell_finds_one_word_in(accepted: &[Destination]) {
    let directory = tempfile::tempdir().unwrap();
    let canary = directory.path().join("canary");
    std::fs::write(&canary, "#!/bin/sh\necho dead >\"${0%/*}/dead\"\n").unwrap();
    std::fs::set_permissions(&canary, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut shell = Command::new("/bin/sh")
        .current_dir(directory.path())
        .env("PATH", directory.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = shell.stdin.take().unwrap();
    let mut script = String::from("say() { echo \"$# $1\"; }\n");
    let mut expected = String::new();
    for to in accepted {
        script.push_str(&format!("say {to}\n"));
        expected.push_str(&format!("1 {to}\n"));
    }
    let feed = std::thread::spawn(move || stdin.write_all(script.as_bytes()).unwrap());
    let output = shell.wait_with_output().unwrap();
    feed.join().unwrap();
    assert!(
        output.stdout == expected.as_bytes(),
        "a shell read another word"
    );
    assert!(!directory.path().join("dead").exists());
}

/// A name in lower case, or an address as such: it can be written in several ways (glibc has `::0.171.0.18` for `::ab:12`).
fn machine(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| text.to_lowercase())
}

#[test]
fn ssh_connects_to_the_address_that_is_written() {
    for text in [
        "::ab:12",
        "[::1]",
        "fe80::1",
        "::ffff:1.2.3.4",
        "me@192.0.2.7",
    ] {
        ssh_reads_the_same(&parse(text).unwrap());
    }
}

/// `ssh -G` prints what it understood.
fn ssh_reads_the_same(to: &Destination) {
    let output = Command::new("ssh")
        .args(["-F", "/dev/null", "-T", "-G", "-l", "nobody-said"])
        .args(to.arguments())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let value = |name: &str| {
        let line = printed.lines().find(|line| line.starts_with(name));
        line.map(|line| line[name.len()..].trim().to_owned())
    };
    let user = to.user().unwrap_or("nobody-said").to_owned();
    assert_eq!(
        value("hostname ").as_deref().map(machine),
        Some(machine(to.host())),
        "{to}"
    );
    assert!(
        [Some(user), Some("nobody-said".into())].contains(&value("user ")),
        "{to}: {printed}"
    );
    assert_eq!(
        (value("port "), value("proxycommand "), value("proxyjump ")),
        (Some("22".into()), None, None),
        "{to}"
    );
}
