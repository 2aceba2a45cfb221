//! A secret that is planted is found nowhere: not in the database, its log, the server's log, a backup, or
//! what any operation that reads answers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use axum::Json;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{Client, Home, Op, Operations, PASSWORD, Receiver, Server, run, until};

const NTFY_TOKEN: &str = "tk_plantedplantedplantedplanted";
const EMBEDDINGS_KEY: &str = "sk-planted-embeddings-key";
const WRONG_PASSWORD: &str = "planted-and-mistyped";
const PASSPHRASE: &str = "planted passphrase of a backup";

/// A server that speaks the OpenAI embeddings API, and insists on its key.
async fn embeddings() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let answer = |headers: axum::http::HeaderMap, Json(asked): Json<Value>| async move {
        assert_eq!(
            headers["authorization"],
            format!("Bearer {EMBEDDINGS_KEY}").as_str()
        );
        let texts = asked["input"].as_array().map_or(1, Vec::len);
        let data: Vec<Value> = (0..texts)
            .map(|index| json!({ "index": index, "embedding": [1.0, 0.5, 0.25, 0.125] }))
            .collect();
        Json(json!({ "data": data }))
    };
    let router = axum::Router::new().route("/v1/embeddings", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// The code of an authenticator app (RFC 6238), by a program that knows SHA-1.
pub(crate) fn code(home: &Home, secret: &str) -> String {
    const PROGRAM: &str = "
import base64, hashlib, hmac, struct, sys, time
key = base64.b32decode(sys.argv[1])
mac = hmac.new(key, struct.pack('>Q', int(time.time()) // 30), hashlib.sha1).digest()
at = mac[-1] & 15
print('%06d' % ((struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000))
";
    let said = run(home.python().args(["-c", PROGRAM, secret]), "").ok();
    said.trim().to_owned()
}

/// RFC 4648 base 32, as authenticator apps show secrets.
fn base32(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter).unwrap();
        bits = bits << 5 | u32::try_from(value).unwrap();
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
        }
    }
    bytes
}

/// What was planted, by what it is.
type Planted = BTreeMap<String, Vec<u8>>;

/// Which of them are in there.
fn found<'a>(planted: &'a Planted, hay: &[u8]) -> Vec<&'a str> {
    let holds = |needle: &[u8]| hay.windows(needle.len()).any(|part| part == needle);
    planted
        .iter()
        .filter(|(_, secret)| holds(secret))
        .map(|(name, _)| name.as_str())
        .collect()
}

#[track_caller]
fn assert_clean(planted: &Planted, place: &str, hay: &[u8]) {
    assert_eq!(found(planted, hay), [""; 0], "found in {place}");
}

/// Everything below a directory.
fn files(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The ids in an answer.
fn ids(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| ids(item, all)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| match value {
            Value::String(id) if name == "id" || name == "name" => all.push(id.clone()),
            other => ids(other, all),
        }),
        _ => {}
    }
}

/// Calls every operation that reads, those that name a thing with all things that the others show.
async fn read_everything(caller: &Client, operations: &[Op], planted: &Planted) -> usize {
    let reads: Vec<&Op> = operations
        .iter()
        .filter(|op| op.is_read() && op.parts().0 != "events")
        .collect();
    let (mut known, mut answered) = (Vec::new(), 0);
    for op in reads.iter().filter(|op| op.path_fields().is_empty()) {
        let reply = caller.run(op, op.example(false)).await;
        assert_clean(planted, &op.name, &reply.body);
        if reply.status == 200 {
            answered += 1;
            if op.gives_json() {
                ids(&reply.json(), &mut known);
            }
        }
    }
    known.sort();
    known.dedup();
    for op in reads.iter().filter(|op| !op.path_fields().is_empty()) {
        for id in &known {
            let mut input = op.example(false);
            for field in op.path_fields() {
                if field == "id" || field == "name" {
                    input[field] = json!(id);
                }
            }
            let reply = caller.run(op, input).await;
            assert_clean(planted, &op.name, &reply.body);
            answered += usize::from(reply.status == 200);
        }
    }
    answered
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_secret_is_found_nowhere() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let receiver = Receiver::start().await;
    let Operations(operations) = Operations::of(&home);
    let op = |name: &str| operations.iter().find(|op| op.name == name).unwrap();
    let server = Server::start_with(
        home.command(env!("CARGO_BIN_EXE_odysseus"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("ODYSSEUS_LOG", "trace"),
    );
    let mut planted = Planted::new();
    let mut plant = |name: &str, secret: &[u8]| {
        assert!(
            secret.len() >= 12,
            "{name} is too short to be told from chance"
        );
        planted.insert(name.to_owned(), secret.to_vec());
    };

    plant("a password", PASSWORD.as_bytes());
    plant("a password, mistyped", WRONG_PASSWORD.as_bytes());
    let wrong = json!({ "username": "ann", "password": WRONG_PASSWORD });
    server
        .client()
        .post("/api/auth/login", &wrong)
        .await
        .refused(401);
    let login = json!({ "username": "ann", "password": PASSWORD });
    let reply = server.client().post("/api/auth/login", &login).await;
    let cookie = reply.headers["set-cookie"]
        .to_str()
        .unwrap()
        .split(['=', ';'])
        .nth(1)
        .unwrap()
        .to_owned();
    plant("a session cookie", cookie.as_bytes());
    let ann = server.client().with_cookie_of(&reply);

    let token = home.token(
        "ann",
        &["todos:write", "memory:write", "notifications:read"],
    );
    plant("an API token", token.as_bytes());
    let made = json!({ "name": "made here", "scopes": ["todos:read"] });
    let made = ann.run(op("tokens.create"), made).await.expect(200);
    plant(
        "an API token made over HTTP",
        made["token"].as_str().unwrap().as_bytes(),
    );

    let key = *b"planted webhook signing key 0123";
    let secret = format!("whsec_{}", STANDARD.encode(key));
    plant(
        "a webhook's secret",
        secret.trim_start_matches("whsec_").as_bytes(),
    );
    plant("a webhook's key", &key);
    plant("an ntfy token", NTFY_TOKEN.as_bytes());
    for channel in [
        json!({ "kind": "webhook", "url": receiver.url, "secret": secret }),
        json!({ "kind": "ntfy", "url": receiver.url, "topic": "planted", "token": NTFY_TOKEN }),
    ] {
        let made = ann
            .run(op("notifications.add_channel"), channel)
            .await
            .expect(200);
        let id = made["id"]
            .as_str()
            .map_or_else(|| made["channel"]["id"].clone(), |id| json!(id));
        ann.run(op("notifications.test_channel"), json!({ "id": id }))
            .await
            .expect(200);
    }

    plant("an embeddings API's key", EMBEDDINGS_KEY.as_bytes());
    let meaning = json!({ "by": "endpoint", "url": embeddings().await, "model": "tiny", "api_key": EMBEDDINGS_KEY });
    ann.run(op("memory.set_meaning"), meaning).await.expect(200);
    let agent = server.client().token(&token);
    let fact = json!({ "text": "Ann drinks oat milk." });
    agent.run(op("memory.add"), fact).await.expect(200);
    let soon = (Timestamp::now() + SignedDuration::from_secs(1)).to_string();
    let reminder = json!({ "title": "Planted reminder", "due_date": soon });
    agent.run(op("todos.add"), reminder).await.expect(200);
    until("the reminder leaves", Duration::from_secs(30), async || {
        (receiver.about("Planted reminder").len() >= 2).then_some(())
    })
    .await;

    let offer = json!({ "password": PASSWORD });
    let offer = ann.run(op("account.totp_begin"), offer).await.expect(200);
    let shown = offer["secret"].as_str().unwrap();
    plant("a two-factor secret, as it is shown", shown.as_bytes());
    plant("a two-factor secret", &base32(shown));
    let confirm = json!({ "code": code(&home, shown) });
    let confirmed = ann
        .run(op("account.totp_confirm"), confirm)
        .await
        .expect(200);
    for code in confirmed["recovery_codes"].as_array().unwrap() {
        plant(
            &format!("a recovery code {code}"),
            code.as_str().unwrap().as_bytes(),
        );
    }
    plant(
        "the sealing key",
        fs::read_to_string(home.data().join("sealing.key"))
            .unwrap()
            .trim()
            .as_bytes(),
    );
    plant("a backup's passphrase", PASSPHRASE.as_bytes());

    let backup = home.path().join("backup.zip");
    let args = [
        "backup",
        backup.to_str().unwrap(),
        "--with-key",
        "--passphrase-stdin",
    ];
    let said = home.odysseus(&args, PASSPHRASE);
    assert_clean(
        &planted,
        "what backup says",
        format!("{}{}", said.stdout, said.stderr).as_bytes(),
    );
    said.ok();
    ann.post("/api/backups", &json!({})).await.expect(200);

    let answered = read_everything(&ann, &operations, &planted).await
        + read_everything(&agent, &operations, &planted).await;
    assert!(answered > 30, "hardly anything answered: {answered}");

    let unpacked = home.path().join("unpacked");
    let unzip = home
        .python()
        .args(["-m", "zipfile", "-e"])
        .args([&backup, &unpacked])
        .status();
    assert!(unzip.unwrap().success());
    let mut looked = 0;
    for path in files(home.path()) {
        if path.ends_with("sealing.key") {
            continue;
        }
        assert_clean(
            &planted,
            &path.display().to_string(),
            &fs::read(&path).unwrap(),
        );
        looked += 1;
    }
    // The database, its log and index, the one backup and the other, and what is in the one.
    assert!(looked >= 7, "{looked} files");
    let (log, printed) = (server.log(), server.printed());
    assert!(
        log.contains("TRACE") && log.lines().count() > 20,
        "{} bytes of log",
        log.len()
    );
    assert_clean(&planted, "the log", log.as_bytes());
    assert_clean(&planted, "what the server prints", printed.as_bytes());

    // The search itself finds what is there.
    assert_eq!(
        found(&planted, format!("x{NTFY_TOKEN}y").as_bytes()),
        ["an ntfy token"]
    );
    server.stop();
}
