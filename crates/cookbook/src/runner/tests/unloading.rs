//! Ollama unloads what a task had it load. Its server is a stand-in that answers as its API is documented
//! (<https://docs.ollama.com/api>): there is none that could be had for a test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::house::{House, session};
use crate::command::Command;
use crate::machine::Machine;
use crate::runner::unload::{Unload, Unloaded, unload};

/// What the server has loaded, and how it behaves.
#[derive(Default)]
struct Memory {
    loaded: Vec<&'static str>,
    /// Another client uses them: they stay.
    busy: bool,
    /// It takes requests, and answers none.
    silent: bool,
    /// What it was asked to unload.
    asked: Vec<Value>,
    over: bool,
}

struct Ollama {
    address: SocketAddr,
    memory: Arc<Mutex<Memory>>,
    thread: Option<JoinHandle<()>>,
}

impl Ollama {
    fn start(loaded: &[&'static str]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let memory = Arc::new(Mutex::new(Memory {
            loaded: loaded.to_vec(),
            ..Memory::default()
        }));
        let (address, shared) = (listener.local_addr().unwrap(), Arc::clone(&memory));
        let thread = std::thread::spawn(move || {
            let mut silenced = Vec::new();
            for stream in listener.incoming() {
                let memory = &mut shared.lock().unwrap();
                match stream {
                    _ if memory.over => return,
                    Ok(stream) if memory.silent => silenced.push(stream),
                    Ok(stream) => answer(stream, memory),
                    Err(_) => {}
                }
            }
        });
        Self {
            address,
            memory,
            thread: Some(thread),
        }
    }

    fn set(&self, change: impl FnOnce(&mut Memory)) {
        change(&mut self.memory.lock().unwrap());
    }

    fn loaded(&self) -> Vec<&'static str> {
        self.memory.lock().unwrap().loaded.clone()
    }
}

impl Drop for Ollama {
    fn drop(&mut self) {
        self.set(|memory| memory.over = true);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().unwrap().join();
    }
}

/// Answers one request. A client that goes away while it asks is none of its worries.
fn answer(mut stream: TcpStream, memory: &mut Memory) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length) = (String::new(), 0);
    let _ = reader.read_line(&mut first);
    loop {
        let mut line = String::new();
        let _ = reader.read_line(&mut line);
        match line.trim().to_ascii_lowercase().split_once(": ") {
            Some(("content-length", size)) => length = size.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    let answer = match first.split(' ').take(2).collect::<Vec<_>>()[..] {
        ["GET", "/api/ps"] => {
            json!({ "models": memory.loaded.iter().map(listed).collect::<Vec<_>>() })
        }
        ["POST", "/api/generate"] => {
            let asked: Value = serde_json::from_slice(&body).unwrap();
            let model = asked["model"].as_str().unwrap().to_owned();
            memory.asked.push(asked);
            if !memory.busy {
                let tagged = format!("{model}:latest");
                memory.loaded.retain(|one| *one != model && *one != tagged);
            }
            json!({
                "model": model, "created_at": "2024-09-12T03:54:03.516566Z", "response": "", "done": true,
                "done_reason": "unload"
            })
        }
        _ => return,
    };
    let text = answer.to_string();
    let head = format!(
        "HTTP/1.0 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
        text.len()
    );
    let _ = stream.write_all((head + &text).as_bytes());
}

/// A model as `GET /api/ps` shows it.
fn listed(name: &&str) -> Value {
    json!({
        "name": name, "model": name, "size": 5_137_025_024_u64,
        "digest": "2ae6f6dd7a3dd734790bbbf58b8909a606e0e7e97e94b7604e0aa7ae4490e6d8",
        "details": {
            "parent_model": "", "format": "gguf", "family": "llama", "families": ["llama"],
            "parameter_size": "7.2B", "quantization_level": "Q4_0"
        },
        "expires_at": "2024-06-04T14:38:31.83753-07:00", "size_vram": 5_137_025_024_u64
    })
}

/// A house whose shell finds only what every system has, and `more`.
fn house(shell: &str, more: &[(&str, &str)]) -> (House, TempDir) {
    let bin = tempfile::tempdir().unwrap();
    let usual = [
        "awk", "cat", "date", "grep", "sed", "sleep", "timeout", "tr",
    ];
    for (name, program) in usual.map(|name| (name, name)).iter().chain(more) {
        symlink(format!("/usr/bin/{program}"), bin.path().join(name)).unwrap();
    }
    symlink(format!("/usr/bin/{shell}"), bin.path().join("sh")).unwrap();
    let path = bin.path().to_str().unwrap().to_owned();
    (House::with(shell, &[("PATH", &path)]), bin)
}

async fn ask(house: &House, session: &str, port: u16, model: &str) -> Unloaded {
    let command = format!("OLLAMA_HOST=127.0.0.1:{port} ollama run {model}");
    let wanted = Unload::of(&Command::parse(&command).unwrap()).unwrap();
    let limit = Duration::from_secs(8);
    unload(&house.machines, &Machine::Local, session, &wanted, limit)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_model_is_unloaded_with_whatever_there_is_to_ask_with() {
    let ways = [
        ("dash", ("curl", "curl")),
        ("bash", ("wget", "wget")),
        ("busybox", ("wget", "busybox")),
        ("dash", ("bash", "bash")),
        ("dash", ("nc", "busybox")),
    ];
    for (shell, way) in ways {
        let (house, _bin) = house(shell, &[way]);
        let ollama = Ollama::start(&["llama3:latest", "qwen3:8b"]);
        let port = ollama.address.port();
        let name = session();
        let became = ask(&house, &name, port, "llama3").await;
        assert_eq!(became, Unloaded::Done, "{shell} {way:?}");
        assert_eq!(ollama.loaded(), ["qwen3:8b"], "{shell} {way:?}");
        let asked = ollama.memory.lock().unwrap().asked.clone();
        let expected = json!({ "model": "llama3", "keep_alive": 0, "stream": false });
        assert_eq!(asked, [expected], "{shell} {way:?}");

        // Where it is not loaded, older servers would load it to unload it.
        let again = ask(&house, &name, port, "llama3").await;
        assert_eq!(again, Unloaded::Idle, "{shell} {way:?}");
        assert_eq!(ollama.memory.lock().unwrap().asked.len(), 1, "{way:?}");

        ollama.set(|memory| memory.silent = true);
        let silent = ask(&house, &name, port, "qwen3:8b").await;
        assert_eq!(silent, Unloaded::Silent, "{shell} {way:?}");
        drop(ollama);
        let nobody = ask(&house, &name, port, "qwen3:8b").await;
        assert_eq!(nobody, Unloaded::Silent, "{shell} {way:?}");
    }
    let (house, _bin) = house("dash", &[]);
    let ollama = Ollama::start(&["llama3:latest"]);
    let unknown = ask(&house, &session(), ollama.address.port(), "llama3").await;
    assert_eq!(unknown, Unloaded::Unknown);
}

#[tokio::test]
async fn a_model_that_stays_is_remembered_until_it_is_unloaded() {
    let house = House::new("dash");
    let name = session();
    let ollama = Ollama::start(&["hf.co/Org/Name:Q4_K_M"]);
    let port = ollama.address.port();
    house.launch(&name, &["true"]).await;
    house.ended(&name);
    ollama.set(|memory| memory.busy = true);
    let became = ask(&house, &name, port, "hf.co/Org/Name:Q4_K_M").await;
    assert_eq!(became, Unloaded::Loaded);
    assert!(house.status(&name).left);
    // Nothing of its processes is left, and that is not all.
    assert_eq!(house.stop(&name, None).await.left(), None);
    assert!(house.status(&name).left);
    ollama.set(|memory| memory.busy = false);
    let became = ask(&house, &name, port, "hf.co/Org/Name:Q4_K_M").await;
    assert_eq!(became, Unloaded::Done);
    assert!(!house.status(&name).left);
}
