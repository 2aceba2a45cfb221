//! A model that `ollama run` had a server load is unloaded when its task is stopped, though the task has ended long before.
//! Ollama cannot be had for a test: its server is a program of Python that answers as its API is documented
//! (<https://docs.ollama.com/api>).

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::house::{House, free_port};
use crate::support::Client;

/// Has every model loaded that it is asked to run, until it is asked to unload it.
const SERVER: &str = r#"
import http.server, json, sys

loaded = ['tiny:latest', 'other:latest']

class Ollama(http.server.BaseHTTPRequestHandler):
    def reply(self, answer):
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        self.reply({'models': [{'name': name, 'model': name} for name in loaded]})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        if self.path == '/api/generate' and asked['keep_alive'] == 0 and not asked.get('prompt'):
            loaded.remove(asked['model'] + ':latest')
        self.reply({'model': asked['model'], 'response': '', 'done': True, 'done_reason': 'unload'})

http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1].split("=")[1])), Ollama).serve_forever()
"#;

#[tokio::test]
async fn what_ollama_has_loaded_for_a_task_is_unloaded() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let bin = house.0.path().join("bin");
    fs::create_dir(&bin).unwrap();
    // Without a terminal it has the model loaded, and ends.
    fs::write(bin.join("ollama"), "#!/bin/sh\nexit 0\n").unwrap();
    fs::set_permissions(bin.join("ollama"), fs::Permissions::from_mode(0o755)).unwrap();
    let script = house.0.path().join("server.py");
    fs::write(&script, SERVER).unwrap();
    let server = house.start();
    let ann = server.client().sign_in("ann").await;
    let agent = house.agent(&server, "ann", "cookbook:launch");

    let port = free_port();
    let ollama = agent.serve(&[&format!("python3 {} --port={port}", script.display())]);
    let task = agent.until_status(&ollama, "ready");
    // It answers, and nothing is known of its API.
    assert_eq!(
        (&task["address"], &task["base_url"]),
        (&json!(format!("http://127.0.0.1:{port}")), &Value::Null)
    );
    let endpoints = ann.get("/api/cookbook/endpoints").await.expect(200);
    assert_eq!(endpoints["endpoints"], json!([]));

    let run = format!(
        "OLLAMA_HOST=127.0.0.1:{port} {}/ollama run tiny",
        bin.display()
    );
    let run = agent.serve(&[&run]);
    agent.until_status(&run, "done");
    for told in ["has unloaded tiny", "does not have tiny loaded"] {
        let stopped = agent.ok(&["stop", &run]);
        let note = stopped["note"].as_str().unwrap_or_default();
        assert!(note.contains(told), "{stopped}");
        assert_eq!(
            (&stopped["state"], &stopped["left"]),
            (&json!("done"), &Value::Null),
            "{stopped}"
        );
    }
    let api = Client::new(&format!("http://127.0.0.1:{port}"));
    let loaded = api.get("/api/ps").await.expect(200);
    assert_eq!(
        loaded["models"],
        json!([{ "name": "other:latest", "model": "other:latest" }])
    );

    agent.stop(&ollama);
    // Nobody is there any more who could have it loaded.
    let stopped = agent.ok(&["stop", &run]);
    let note = stopped["note"].as_str().unwrap_or_default();
    assert!(note.contains("does not answer"), "{stopped}");
    server.stop();
}
