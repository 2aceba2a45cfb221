//! Who listens, and what is answered.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::host::{Host, LIMIT, ours};
use crate::watch::{Listening, Probe, Socket, Watched};

/// What a server needs to be seen, but a client.
const TOOLS: [&str; 9] = [
    "sh=dash", "awk", "cat", "date", "env", "ls", "stat", "tail", "tmux",
];

/// Answers by path, until the test process ends: `/200` with that status, `/ok` with 200, others with 404.
fn server(address: &str) -> u16 {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n")
                && stream.read(&mut byte).is_ok_and(|count| count == 1)
            {
                request.extend(byte);
            }
            let request = String::from_utf8_lossy(&request);
            let path = request.split_ascii_whitespace().nth(1).unwrap_or_default();
            let status = match path.trim_start_matches('/') {
                "ok" => "200",
                number if number.len() == 3 => number,
                _ => "404",
            };
            let answer = format!(
                "HTTP/1.1 {status} Said\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    port
}

fn at(port: u16, health: &'static [&'static str]) -> Watched {
    Watched {
        port: Some(port),
        health,
        ..ours("serve-00000001")
    }
}

#[tokio::test]
async fn every_client_gets_the_same_answer() {
    let port = server("127.0.0.1");
    // A curl that cannot do several things at once.
    let old =
        "#!/bin/sh\nfor word; do [ \"$word\" != -Z ] || exit 2; done\nexec /usr/bin/curl \"$@\"\n";
    for (programs, script) in [
        (["curl"].as_slice(), None),
        (&[], Some(("curl", old))),
        (&["timeout", "wget"], None),
        (&["timeout", "wget=busybox"], None),
        (&["timeout=busybox", "bash"], None),
        (&["timeout", "nc=busybox"], None),
    ] {
        let host = Host::with_only(&[TOOLS.as_slice(), programs].concat());
        if let Some((name, text)) = script {
            host.program(name, text);
        }
        for (health, expected) in [
            (["/ok"].as_slice(), 200),
            (&["/503", "/ok"], 503),
            (&["/401"], 401),
            (&["/nothing", "/405", "/501", "/ok", "/403"], 200),
            (&["/nothing", "/nothing?a=b&c[]=*"], 404),
        ] {
            let seen = host.observe(at(port, health)).await;
            assert_eq!(
                seen.http,
                Probe::Answered(expected),
                "{programs:?} {script:?} {health:?}"
            );
        }
    }
}

#[tokio::test]
async fn nobody_is_asked_where_there_is_nobody_to_ask() {
    let port = server("127.0.0.1");
    let host = Host::with_only(&TOOLS);
    assert_eq!(host.observe(at(port, &["/ok"])).await.http, Probe::Unknown);

    // tcpmux, which nobody offers any more.
    let closed = 1;
    let seen = Host::new().observe(at(closed, &["/ok"])).await;
    assert_eq!(
        (seen.http, seen.listening),
        (Probe::Refused, Listening::Nobody)
    );

    // Without awk nobody knows who listens, and the port is asked all the same.
    let host = Host::with_only(&[
        "sh=dash", "cat", "date", "env", "ls", "stat", "tail", "tmux", "curl",
    ]);
    let seen = host.observe(at(port, &["/ok"])).await;
    assert_eq!(
        (seen.http, seen.listening),
        (Probe::Answered(200), Listening::Unknown)
    );
}

#[tokio::test]
async fn servers_are_asked_where_they_listen() {
    let host = Host::new();
    let addresses = [
        "127.0.0.2",
        "127.0.0.1",
        "0.0.0.0",
        "::",
        "::1",
        "::ffff:127.0.0.3",
    ];
    let watched = addresses.map(|address| at(server(address), &["/ok"]));
    let swept = host.sweep(&watched).await;
    for (seen, address) in swept.watched.iter().zip(addresses) {
        assert_eq!(seen.http, Probe::Answered(200), "{address}");
    }
}

#[tokio::test]
async fn a_port_that_another_process_has_taken_is_not_the_sessions() {
    let host = Host::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    host.session(Socket::Ours, "serve-00000001", "sleep 1000");
    let seen = host
        .observe(at(silent.local_addr().unwrap().port(), &["/ok"]))
        .await;
    assert_eq!(seen.listening, Listening::Process(std::process::id()));
    assert!(!seen.listens_itself());
    assert_eq!(seen.http, Probe::Silent);
}

#[tokio::test]
async fn a_server_in_a_session_listens_itself() {
    let host = Host::new();
    let serve = "cd / && python3 -u -m http.server --bind 127.0.0.1 0 >~/said; :";
    host.session(Socket::Default, "mine", serve);
    let deadline = Instant::now() + LIMIT;
    let port = loop {
        let said = std::fs::read_to_string(host.home().join("said")).unwrap_or_default();
        let port = said
            .split_once("port ")
            .and_then(|(_, rest)| rest.split(' ').next());
        if let Some(port) = port {
            break port.parse().unwrap();
        }
        assert!(Instant::now() < deadline, "{said}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let watched = Watched {
        session: "mine".to_owned(),
        socket: Socket::Default,
        ..at(port, &["/nothing", "/"])
    };
    let seen = host
        .until(watched, |seen| seen.http == Probe::Answered(200))
        .await;
    assert!(seen.listens_itself());
}

#[tokio::test]
async fn many_ports_are_asked_at_once_and_each_gets_its_own_answer() {
    let host = Host::new();
    let silent: Vec<TcpListener> = (0..20)
        .map(|_| TcpListener::bind("127.0.0.1:0").unwrap())
        .collect();
    let mut watched: Vec<Watched> = silent
        .iter()
        .map(|one| at(one.local_addr().unwrap().port(), &["/ok"]))
        .collect();
    watched.extend((0..20).map(|_| at(server("127.0.0.1"), &["/nothing", "/ok"])));
    // The same port twice.
    watched.extend(watched.last().cloned());
    let swept = host.sweep(&watched).await;
    for (number, seen) in swept.watched.iter().enumerate() {
        let expected = if number < 20 {
            Probe::Silent
        } else {
            Probe::Answered(200)
        };
        assert_eq!(seen.http, expected, "{number}");
    }
}
