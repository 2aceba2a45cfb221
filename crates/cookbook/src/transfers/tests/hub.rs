//! A hub that has one model, and answers for it as huggingface.co does to its own client.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The commit that the model is at.
pub(super) const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// The hub. Its files are larger than the pieces of 10 MB that the client writes them in. It ends with the test's process.
pub(super) struct Hub {
    pub(super) address: SocketAddr,
    /// While this is set, large files stop in the middle.
    pub(super) stuck: Arc<AtomicBool>,
}

type Files = Vec<(&'static str, Vec<u8>)>;

impl Hub {
    /// Serves `org/tiny`.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let hub = Self {
            address: listener.local_addr().unwrap(),
            stuck: Arc::default(),
        };
        let stuck = Arc::clone(&hub.stuck);
        let index = r#"{"metadata":{},"weight_map":{"a":"w-00001-of-00002.safetensors","b":"w-00002-of-00002.safetensors"}}"#;
        let files: Arc<Files> = Arc::new(vec![
            ("config.json", b"{\"model_type\":\"llama\"}".to_vec()),
            ("model.safetensors.index.json", index.as_bytes().to_vec()),
            ("w-00001-of-00002.safetensors", vec![1; 24_000_000]),
            ("w-00002-of-00002.safetensors", vec![2; 30_000_000]),
        ]);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (files, stuck) = (Arc::clone(&files), Arc::clone(&stuck));
                // Whoever goes away in the middle gets no more.
                thread::spawn(move || client.map(|client| answer(client, &files, &stuck)));
            }
        });
        hub
    }
}

fn answer(mut client: TcpStream, files: &Files, stuck: &AtomicBool) -> std::io::Result<()> {
    let mut lines = BufReader::new(client.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    let mut words = request.split(' ');
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    for line in lines.by_ref() {
        if line?.is_empty() {
            break;
        }
    }
    let path = target.split('?').next().unwrap_or_default();
    let json = |value: serde_json::Value| {
        (
            "200 OK",
            "Content-Type: application/json\r\n".to_owned(),
            value.to_string().into_bytes(),
        )
    };
    let tag = |name: &str| format!("{:0>40}", name.len());
    let (status, headers, body) = if path.starts_with("/api/models/org/tiny/tree/") {
        json(files.iter().map(|(name, bytes)| serde_json::json!({"type": "file", "oid": tag(name), "size": bytes.len(), "path": name})).collect())
    } else if path.starts_with("/api/models/org/tiny") {
        let siblings: Vec<_> = files
            .iter()
            .map(|(name, _)| serde_json::json!({"rfilename": name}))
            .collect();
        json(
            serde_json::json!({"id": "org/tiny", "sha": COMMIT, "private": false, "siblings": siblings}),
        )
    } else if let Some((name, bytes)) = files
        .iter()
        .find(|(name, _)| path == format!("/org/tiny/resolve/{COMMIT}/{name}"))
    {
        // The size stands in for the tag: all files differ in it or in their name's length.
        let headers = format!(
            "X-Repo-Commit: {COMMIT}\r\nETag: \"{}{}\"\r\n",
            tag(name),
            bytes.len()
        );
        ("200 OK", headers, bytes.clone())
    } else {
        (
            "404 Not Found",
            "X-Error-Code: RepoNotFound\r\n".to_owned(),
            b"{\"error\":\"Repository not found\"}".to_vec(),
        )
    };
    write!(
        client,
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    )?;
    if method == "HEAD" {
        return Ok(());
    }
    let (first, rest) = body.split_at(body.len() / 2);
    client.write_all(first)?;
    while body.len() > 100_000 && stuck.load(Ordering::Relaxed) {
        thread::park_timeout(std::time::Duration::from_millis(20));
    }
    client.write_all(rest)
}
