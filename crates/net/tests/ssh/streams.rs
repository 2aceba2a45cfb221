//! Programs that are followed while they run.

use net::ssh::{Destination, Stream};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use crate::sshd::{Sshd, eventually};
use crate::{Home, answer};

/// Says what its own process is, and lives for as long as its input is open.
const PATIENT: &str = "exec 3<&0; { echo $$; cat <&3 >/dev/null; exit 0; }\n";

async fn line(stream: &mut BufReader<Stream>) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    line.trim_end().to_owned()
}

async fn follow(home: &Home, to: &Destination, script: &str) -> BufReader<Stream> {
    let stream = home.ssh.stream(to, "exec sh -s", script.as_bytes()).await;
    BufReader::new(stream.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_come_as_they_are_written_until_the_program_ends() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    let pipe = home.directory.path().join("pipe");
    let path = pipe.to_str().unwrap();
    crate::sshd::output("mkfifo", &[path]);
    let mut stream = follow(
        &home,
        &to,
        &format!("echo first; cat '{path}' >&2; echo last; exit 7\n"),
    )
    .await;
    assert_eq!(line(&mut stream).await, "first");
    // More than a pipe holds: complaints that nobody reads hold nothing up.
    std::fs::write(&pipe, vec![b'x'; 200_000]).unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "last\n");
    assert_eq!(
        stream.read(&mut [0; 9]).await.unwrap(),
        0,
        "the end stays the end"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_ends_when_nobody_reads_it() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    let mut stream = follow(&home, &to, PATIENT).await;
    let process = line(&mut stream).await;
    let runs = || std::path::Path::new(&format!("/proc/{process}")).exists();
    assert!(runs());
    drop(stream);
    eventually("the program has ended", || !runs());
    assert_eq!(answer(home.say(&to, "echo next").await), "next\n");
    assert_eq!(sshd.sign_ins(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_streams_never_fill_a_connection() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    let mut streams = Vec::new();
    for _ in 0..9 {
        let mut stream = follow(&home, &to, PATIENT).await;
        assert_ne!(line(&mut stream).await, "");
        streams.push(stream);
        answer(home.say(&to, "true").await);
    }
    assert_eq!(sshd.sign_ins(), 3, "four over each connection");
    drop(streams);
    eventually("the connections of the streams have ended", || {
        sshd.connections() == 1
    });
    answer(home.say(&to, "true").await);
    assert_eq!(sshd.sign_ins(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_not_the_end_of_a_program() {
    let (home, sshd) = (Home::new(), Sshd::start());
    let to = home.befriend(&sshd).await;
    let mut stream = follow(&home, &to, PATIENT).await;
    line(&mut stream).await;
    sshd.end_sessions();
    let error = stream.read(&mut [0; 9]).await.unwrap_err();
    assert!(error.to_string().contains("was lost"), "{error}");
}
