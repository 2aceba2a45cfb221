//! The model server that other stories run: it behaves as llama.cpp's own program, also where it fails.

use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::sshd::free_port;
use crate::support::{Client, Home, model_server, run, until};

const PATIENCE: Duration = Duration::from_secs(60);

/// A process that does not outlive the story.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn llama_server(home: &Home, words: &[&str]) -> Command {
    let mut command = home.command("llama-server");
    command
        .env("PATH", model_server().search_path())
        .args(words);
    command
}

#[tokio::test]
async fn a_model_is_served_until_the_server_is_told_to_end() {
    let (home, port) = (Home::new(), free_port().to_string());
    let model = model_server().model;
    let mut command = llama_server(
        &home,
        &[
            "-m",
            model.to_str().unwrap(),
            "--port",
            &port,
            "-c",
            "512",
            "--alias",
            "tiny",
        ],
    );
    command
        .args(["--api-key", "k1", "--jinja", "--no-warmup", "-ngl", "99"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut served = Served(command.spawn().unwrap());
    let nobody = Client::new(&format!("http://127.0.0.1:{port}"));
    until("the server answers", PATIENCE, async || {
        let answered = nobody.request("GET", "/health").send().await;
        answered
            .is_ok_and(|reply| reply.status() == 200)
            .then_some(())
    })
    .await;
    let models = nobody.token("k1").get("/v1/models").await.expect(200);
    assert_eq!(models["data"][0]["id"], "tiny");
    let question = json!({ "max_tokens": 8, "messages": [{ "role": "user", "content": "Why?" }] });
    assert_eq!(
        nobody.post("/v1/chat/completions", &question).await.status,
        401
    );
    let answer = nobody
        .token("k1")
        .post("/v1/chat/completions", &question)
        .await
        .expect(200);
    let words = answer["choices"][0]["message"]["content"].as_str().unwrap();
    assert!(!words.trim().is_empty(), "{answer}");

    let pid = served.0.id().to_string();
    run(home.command("kill").args(["-TERM", &pid]), "").ok();
    let ended = until("the server ends", PATIENCE, async || {
        served.0.try_wait().unwrap()
    })
    .await;
    assert_eq!(ended.code(), Some(0));
}

#[test]
fn what_cannot_be_served_ends_in_llama_cpps_own_words() {
    let home = Home::new();
    let model = model_server().model;
    let bytes = fs::read(&model).unwrap();
    fs::write(home.path().join("cut.gguf"), &bytes[..bytes.len() / 2]).unwrap();
    let model = model.to_str().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (words, said) in [
        (
            &["-m", model, "--contxt", "9"][..],
            "error: invalid argument: --contxt",
        ),
        (
            &["-m", model, "--port", "x"],
            "error while handling argument \"--port\": stoi",
        ),
        (
            &["-m", model, "-c"],
            "error while handling argument \"-c\": expected value for argument",
        ),
        (&["--port", "1"], "error: --model is required"),
        (
            &["-m", "none.gguf", "--port", &free_port().to_string()],
            "failed to open GGUF file 'none.gguf' (No such file or directory)",
        ),
        (
            &["-m", "cut.gguf", "--port", &free_port().to_string()],
            "data is not within the file bounds, model is corrupted or incomplete",
        ),
        (
            &["-m", model, "--port", &port],
            "couldn't bind HTTP server socket, hostname: 127.0.0.1, port: ",
        ),
    ] {
        let ran = run(&mut llama_server(&home, words), "");
        assert_eq!(ran.code, 1, "{words:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{words:?}: {}", ran.stderr);
    }
    let version = run(&mut llama_server(&home, &["--version"]), "");
    assert!(
        version.code == 0 && version.stderr.starts_with("version: "),
        "{}",
        version.stderr
    );
}
