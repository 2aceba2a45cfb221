//! Which sessions are taken up.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::host::{Host, LIMIT};
use crate::command::Engine;
use crate::machine::Machine;
use crate::watch::{Candidate, Socket, Unseen, candidates, find_session};

/// A program that does nothing for long, under the name of one that serves.
const SERVER: &str = "#!/bin/sh\nsleep 1000\n:\n";

impl Host {
    /// Looks until that many are found.
    async fn candidates(&self, count: usize, known: &HashSet<String>) -> Vec<Candidate> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let sweep = self.sweep(&[]).await;
            let found = candidates(&sweep, known);
            if found.len() == count {
                return found;
            }
            assert!(Instant::now() < deadline, "{found:?} of {sweep:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn find(&self, session: &str) -> Result<Option<Candidate>, Unseen> {
        find_session(&self.machines(), &Machine::Local, self.instance(), session).await
    }
}

#[tokio::test]
async fn sessions_that_serve_are_found_on_both_sockets_through_all_that_started_them() {
    let host = Host::new();
    for name in ["vllm", "llama-server"] {
        host.program(name, SERVER);
    }
    let both = [Socket::Ours, Socket::Default];
    host.session(both[0], "serve-00000001", "exec vllm serve a/b --port 9001");
    host.session(
        both[1],
        "serve-mine",
        "sh -c 'sh -c \"vllm serve c/d; :\"; :'",
    );
    host.session(both[1], "cookbook-x", "llama-server -m '/m/a b.gguf'");
    host.session(both[1], "serve-known", "vllm serve e/f");
    let known = HashSet::from(["serve-known".to_owned()]);
    let mut found = host.candidates(3, &known).await;
    found.sort_by(|one, other| one.session.cmp(&other.session));
    let told: Vec<_> = found
        .iter()
        .map(|found| {
            (
                found.session.as_str(),
                found.socket,
                found.engine,
                found.model.as_deref(),
                found.port,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "cookbook-x",
                both[1],
                Some(Engine::LlamaCpp),
                Some("/m/a b.gguf"),
                Some(8080)
            ),
            (
                "serve-00000001",
                both[0],
                Some(Engine::Vllm),
                Some("a/b"),
                Some(9001)
            ),
            (
                "serve-mine",
                both[1],
                Some(Engine::Vllm),
                Some("c/d"),
                Some(8000)
            ),
        ]
    );
    let llama = found.first().unwrap();
    let program = host.home().join("bin/llama-server");
    assert_eq!(
        llama.command_line,
        format!("{} -m '/m/a b.gguf'", program.display())
    );
}

#[tokio::test]
async fn a_persons_own_sessions_are_left_alone() {
    let host = Host::new();
    host.program("vllm", SERVER);
    host.program("vim", SERVER);
    // The only one that is to be found tells that the others would have been.
    host.session(Socket::Default, "serve-found", "exec vllm serve a/b");
    for (name, command) in [
        ("work", "exec vllm serve a/b"),
        ("my-serve-x", "exec vllm serve a/b"),
        ("serve-with space", "exec vllm serve a/b"),
        ("serve-editor", "exec vim vllm serve"),
        ("serve-shell", "exec sh"),
        ("serve-log", "exec tail -f /dev/null vllm"),
        (
            "cookbook-web",
            "exec python3 -m http.server --bind 127.0.0.1 0",
        ),
    ] {
        host.session(Socket::Default, name, command);
    }
    let found = host.candidates(1, &HashSet::new()).await;
    assert_eq!(
        found.first().map(|found| found.session.as_str()),
        Some("serve-found")
    );
}

#[tokio::test]
async fn ollama_listens_where_its_environment_says() {
    let host = Host::new();
    // Its process has to be called `ollama`, as that of a script is: by its file.
    host.program("ollama", SERVER);
    host.session(
        Socket::Default,
        "serve-o",
        "OLLAMA_HOST=0.0.0.0:11500 exec ollama serve",
    );
    let found = host.candidates(1, &HashSet::new()).await;
    let found = found.first().unwrap();
    assert_eq!(
        (found.engine, found.port),
        (Some(Engine::Ollama), Some(11500))
    );
}

#[tokio::test]
async fn a_session_is_found_by_its_exact_name_whatever_it_runs() {
    let host = Host::new();
    assert_eq!(host.find("llama").await.unwrap(), None);
    host.program("vllm", SERVER);
    host.session(Socket::Default, "llama-70b", "exec sh");
    host.session(Socket::Default, "both", "exec sh");
    host.session(Socket::Ours, "both", "exec vllm serve a/b");
    for absent in [
        "llama",
        "llama-70",
        "llama-70b-2",
        "llama*",
        "=llama-70b",
        "",
        "-",
        "llama-70b:0",
    ] {
        assert_eq!(host.find(absent).await.unwrap(), None, "{absent}");
    }
    let found = host.find("llama-70b").await.unwrap().unwrap();
    assert_eq!(
        (found.socket, found.engine, found.port),
        (Socket::Default, None, None)
    );
    assert_eq!(
        host.find("both").await.unwrap().unwrap().socket,
        Socket::Ours
    );

    host.program("tmux", "#!/bin/sh\necho 'lost server' >&2; exit 1\n");
    assert!(host.find("llama-70b").await.is_err());
}
