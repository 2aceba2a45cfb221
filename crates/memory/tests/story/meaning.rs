//! Search by meaning: what is not said in the same words is found, and no model is ever waited for.

use std::time::Duration;

use operation::{Kind, Progress};
use serde_json::{Value, json};

use crate::house::{House, texts, token};
use crate::model::{Mood, Server, write_folder};

/// Runs jobs until every text is read.
async fn all_read(house: &House) -> Value {
    let reading = async {
        loop {
            house.workspace.run_due().await.unwrap();
            let status = house.ok("admin", "memory.meaning", json!({})).await;
            if status["pending"] == 0 {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), reading)
        .await
        .expect("the texts are read in time")
}

/// What a search finds, and by what.
async fn search(house: &House, who: &str, q: &str) -> (Vec<String>, String) {
    let found = house.ok(who, "memory.search", json!({ "q": q })).await;
    (texts(&found), found["by"].as_str().unwrap().to_owned())
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn a_folder_finds_what_is_said_in_other_words() {
    let house = House::new();
    let both = "words+meaning".to_owned();
    let dentist = house.add("ann", "The dentist in May").await;
    house.add("ann", "Prefers the train").await;
    house.add("bob", "Bob's dentist").await;
    assert_eq!(
        search(&house, "ann", "teeth").await,
        (vec![], "words".to_owned())
    );
    let off = json!({ "by": "off", "has_api_key": false, "read": 0, "pending": 0 });
    assert_eq!(house.ok("admin", "memory.meaning", json!({})).await, off);

    let folder = house.directory.path().join("model");
    write_folder(&folder);
    let input = json!({ "by": "folder", "folder": folder });
    let set = house.ok("admin", "memory.set_meaning", input).await;
    assert_eq!(
        (&set["pending"], &set["folder"]),
        (&json!(3), &json!(folder))
    );
    assert_eq!(all_read(&house).await["read"], 3);
    assert_eq!(
        search(&house, "ann", "teeth").await,
        (owned(&["The dentist in May"]), both.clone())
    );
    assert_eq!(
        search(&house, "ann", "coffee").await,
        (vec![], both.clone())
    );
    assert_eq!(search(&house, "cid", "teeth").await.0, owned(&[]));

    // What comes in later is read, what changes is read anew.
    house.add("ann", "Tea before travel").await;
    let list = json!({ "format": "markdown", "content": "## goal\n- Coffee daily\n" });
    house.ok("ann", "memory.import", list).await;
    all_read(&house).await;
    assert_eq!(
        search(&house, "ann", "drink").await.0,
        owned(&["Coffee daily", "Tea before travel"])
    );
    let goals = json!({ "q": "drink", "category": "goal" });
    let goals = house.ok("ann", "memory.search", goals).await;
    assert_eq!(texts(&goals), ["Coffee daily"]);
    // Words and meaning together: said in both ways comes first.
    assert_eq!(search(&house, "ann", "tea").await.0[0], "Tea before travel");

    let change = json!({ "id": dentist, "text": "Likes coffee" });
    house.ok("ann", "memory.update", change).await;
    assert_eq!(
        search(&house, "ann", "teeth").await.0,
        owned(&[]),
        "never by the old text"
    );
    all_read(&house).await;
    assert_eq!(search(&house, "ann", "drink").await.0.len(), 3);

    // What goes is gone, and what comes back is read again.
    house
        .ok("ann", "memory.delete", json!({ "id": dentist }))
        .await;
    let status = house.ok("admin", "memory.meaning", json!({})).await;
    assert_eq!(
        (&status["read"], &status["pending"]),
        (&json!(4), &json!(0))
    );
    house
        .ok("ann", "memory.restore", json!({ "id": dentist }))
        .await;
    all_read(&house).await;
    assert_eq!(search(&house, "ann", "drink").await.0.len(), 3);
    house
        .ok("admin", "users.remove", json!({ "id": "ann" }))
        .await;
    let status = house.ok("admin", "memory.meaning", json!({})).await;
    assert_eq!(
        (&status["read"], &status["pending"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(search(&house, "bob", "teeth").await.0, ["Bob's dentist"]);

    house
        .ok("admin", "memory.set_meaning", json!({ "by": "off" }))
        .await;
    assert_eq!(house.ok("admin", "memory.meaning", json!({})).await, off);
    assert_eq!(
        search(&house, "bob", "teeth").await,
        (vec![], "words".to_owned())
    );
}

#[tokio::test]
async fn what_cannot_work_is_refused_when_it_is_set() {
    let house = House::new();
    let path = |name: &str| house.directory.path().join(name);
    write_folder(&path("whole"));
    write_folder(&path("half"));
    std::fs::remove_file(path("half").join("tokenizer.json")).unwrap();
    write_folder(&path("broken"));
    std::fs::write(path("broken").join("model.safetensors"), "not a tensor").unwrap();
    let server = Server::start().await;
    server.is(Mood::Odd);
    let url = &server.url;
    // (input, field, what the sentence says)
    let table = [
        (json!({ "by": "folder" }), "folder", "missing"),
        (
            json!({ "by": "folder", "folder": "model" }),
            "folder",
            "absolute",
        ),
        (
            json!({ "by": "folder", "folder": path("none") }),
            "folder",
            "no folder",
        ),
        (
            json!({ "by": "folder", "folder": path("half") }),
            "folder",
            "has no tokenizer.json;",
        ),
        (
            json!({ "by": "folder", "folder": path("broken") }),
            "folder",
            "cannot be read",
        ),
        (
            json!({ "by": "folder", "folder": path("whole"), "least": 2 }),
            "least",
            "from 0 to 1",
        ),
        (
            json!({ "by": "endpoint", "model": "tiny" }),
            "url",
            "missing",
        ),
        (json!({ "by": "endpoint", "url": url }), "model", "missing"),
        (
            json!({ "by": "endpoint", "url": "ftp://x/", "model": "tiny" }),
            "url",
            "http://",
        ),
        (
            json!({ "by": "endpoint", "url": "http://169.254.169.254/", "model": "tiny" }),
            "url",
            "metadata",
        ),
        (
            json!({ "by": "endpoint", "url": "http://127.0.0.1:1/v1", "model": "tiny" }),
            "url",
            "nothing listens",
        ),
        (
            json!({ "by": "endpoint", "url": url, "model": "tiny" }),
            "url",
            "OpenAI embeddings API",
        ),
        (
            json!({ "by": "endpoint", "url": url, "model": "tiny", "api_key": "a\nb" }),
            "url",
            "visible ASCII",
        ),
        (json!({ "by": "magic" }), "by", "`folder`"),
    ];
    for (input, field, says) in table {
        let error = house
            .err("admin", "memory.set_meaning", input.clone())
            .await;
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::BadInput, Some(field)),
            "{input}: {error}"
        );
        assert!(error.message.contains(says), "{input}: {error}");
    }
    assert_eq!(
        house.ok("admin", "memory.meaning", json!({})).await["by"],
        "off"
    );
    for operation in ["memory.meaning", "memory.set_meaning"] {
        let input = if operation == "memory.meaning" {
            json!({})
        } else {
            json!({ "by": "off" })
        };
        let error = house.err("ann", operation, input.clone()).await;
        assert_eq!(error.kind, Kind::Forbidden);
        let call = house.dispatch(token("admin"), operation, input, Progress::default(), false);
        assert_eq!(call.await.err().unwrap().kind, Kind::Forbidden);
    }
}

#[tokio::test]
async fn a_server_that_fails_never_fails_a_memory_or_a_search() {
    let house = House::new();
    let server = Server::start().await;
    house.add("ann", "The dentist").await;
    let set =
        json!({ "by": "endpoint", "url": server.url, "model": "tiny", "api_key": "planted-key" });
    let status = house.ok("admin", "memory.set_meaning", set).await;
    assert_eq!(
        (&status["url"], &status["model"], &status["has_api_key"]),
        (&json!(server.url), &json!("tiny"), &json!(true))
    );
    all_read(&house).await;
    assert_eq!(search(&house, "ann", "teeth").await.0, ["The dentist"]);
    assert!(server.keys().iter().all(|key| key == "Bearer planted-key"));

    // The key is nowhere to be read, and goes to no other address.
    for entry in std::fs::read_dir(house.directory.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(11).any(|part| part == b"planted-key"));
    }
    let again =
        json!({ "by": "endpoint", "url": format!("{}/embeddings", server.url), "model": "tiny" });
    let kept = house.ok("admin", "memory.set_meaning", again).await;
    assert_eq!(
        (kept["has_api_key"].clone(), server.keys()),
        (json!(true), owned(&["Bearer planted-key"]))
    );
    let other = Server::start().await;
    let elsewhere = json!({ "by": "endpoint", "url": other.url, "model": "tiny" });
    let status = house.ok("admin", "memory.set_meaning", elsewhere).await;
    assert_eq!(
        (status["has_api_key"].clone(), other.keys()),
        (json!(false), owned(&[""]))
    );
    all_read(&house).await;

    other.is(Mood::Busy);
    house.add("ann", "Likes tea").await;
    let found = house
        .ok("ann", "memory.search", json!({ "q": "likes" }))
        .await;
    assert_eq!(
        (texts(&found), &found["by"]),
        (owned(&["Likes tea"]), &json!("words"))
    );
    assert!(
        found["note"].as_str().unwrap().contains("only words"),
        "{found}"
    );
    let trouble = async {
        loop {
            house.workspace.run_due().await.unwrap();
            let status = house.ok("admin", "memory.meaning", json!({})).await;
            if let Some(trouble) = status.get("trouble") {
                return trouble.clone();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let trouble = tokio::time::timeout(Duration::from_secs(30), trouble)
        .await
        .unwrap();
    assert!(trouble.as_str().unwrap().contains("503"), "{trouble}");

    // Back again, for short texts: of long ones the beginning is read.
    other.is(Mood::Short(100));
    house.clock.advance(jiff::SignedDuration::from_secs(20));
    let long = format!("Coffee {}", "and so on ".repeat(50));
    house.add("ann", &long).await;
    assert_eq!(
        search(&house, "ann", "drink").await.1,
        "words",
        "it is not asked again at once"
    );
    house.clock.advance(jiff::SignedDuration::from_secs(20));
    let status = all_read(&house).await;
    assert_eq!(status.get("trouble"), None);
    let (found, by) = search(&house, "ann", "drink").await;
    assert_eq!(
        (found, by),
        (
            owned(&["Likes tea", long.trim()]),
            "words+meaning".to_owned()
        )
    );
}
