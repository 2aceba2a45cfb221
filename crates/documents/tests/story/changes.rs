//! Creating, reading and changing documents.

use operation::Kind;
use serde_json::{Value, json};

use crate::house::{House, id};

#[tokio::test]
async fn what_is_created_can_be_read() {
    let house = House::new();
    let input = json!({ "title": "  Plan\nB ", "content": "one\ntwo\n", "session_id": "..." });
    let made = house.ok("ann", "documents.create", input).await;
    assert_eq!(made["title"], "Plan B");
    assert_eq!(made["session_id"], Value::Null);
    assert!(made["note"].as_str().unwrap().contains("in the library"));
    assert_eq!(made.get("content"), None, "nobody asked for it");
    assert_eq!(
        house.heard(),
        [json!({ "id": made["id"], "what": "created", "version": 1, "made_by": "person" })]
    );

    let read = house.get("ann", &id(&made)[..8]).await;
    let expected = json!({
        "id": made["id"], "title": "Plan B", "content": "one\ntwo\n", "total_lines": 2,
        "language": "markdown", "version": 1, "version_count": 1, "bytes": 8,
        "archived": false, "session_id": null,
        "created_at": "2026-11-22T18:56:00Z", "updated_at": "2026-11-22T18:56:00Z",
    });
    assert_eq!(read, expected);

    let nothing = house.ok("ann", "documents.create", json!({})).await;
    assert_eq!(
        (&nothing["title"], &nothing["bytes"], nothing.get("note")),
        (&json!("Untitled"), &json!(0), None)
    );
    let echoed = json!({ "title": " ", "content": "x", "echo": true });
    let echoed = house.ok("ann", "documents.create", echoed).await;
    assert_eq!(
        (&echoed["title"], &echoed["content"]),
        (&json!("Untitled"), &json!("x"))
    );
}

#[tokio::test]
async fn some_lines_can_be_read_alone() {
    let house = House::new();
    let numbers: String = (1..=500).map(|n| format!("line {n}\n")).collect();
    let long = house.create("ann", "Long", &numbers).await;
    let open = house.create("ann", "Open", "a\r\nb\n\nd").await;
    for (id, input, content) in [
        (
            &long,
            json!({ "from_line": 2, "lines": 2 }),
            "line 2\nline 3\n",
        ),
        (&long, json!({ "from_line": 500 }), "line 500\n"),
        (&long, json!({ "lines": 1 }), "line 1\n"),
        (&open, json!({ "from_line": 1, "lines": 1 }), "a\r\n"),
        (&open, json!({ "from_line": 3, "lines": 9 }), "\nd"),
        (&open, json!({ "from_line": 4 }), "d"),
    ] {
        let mut input = input.clone();
        input["id"] = json!(id);
        let read = house.ok("ann", "documents.get", input.clone()).await;
        assert_eq!(read["content"], content, "{input}");
        assert_eq!(
            read["from_line"],
            input.get("from_line").cloned().unwrap_or(json!(1))
        );
    }
    let part = json!({ "id": long, "from_line": 100 });
    let part = house.ok("ann", "documents.get", part).await;
    assert_eq!(part["content"].as_str().unwrap().lines().count(), 200);
    assert_eq!(part["total_lines"], 500);
    for from in [0, 501] {
        let input = json!({ "id": long, "from_line": from });
        let error = house.err("ann", "documents.get", input).await;
        assert_eq!(error.kind, Kind::BadInput);
        assert!(error.message.contains("has 500"), "{error}");
    }
}

#[tokio::test]
async fn a_text_that_is_based_on_an_older_one_is_refused_with_both() {
    let house = House::new();
    let id = house.create("ann", "Plan", "one").await;
    house.write("ann's agent", &id, "two").await;
    house.heard();
    let input = json!({ "id": id, "content": "three", "base_version": 1, "title": "Mine" });
    let error = house.err("ann", "documents.update", input).await;
    assert_eq!(error.kind, Kind::Conflict);
    let more = error.more.clone().unwrap();
    let current = json!({ "version": 2, "content": "two", "updated_at": "2026-11-22T18:56:00Z" });
    assert_eq!(more["current"], current);
    assert_eq!(
        more["yours"],
        json!({ "base_version": 1, "content": "three" })
    );
    // Nothing was stored of it, and nobody heard of it.
    let now = house.get("ann", &id).await;
    assert_eq!(
        (&now["content"], &now["title"], &now["version"]),
        (&json!("two"), &json!("Plan"), &json!(2))
    );
    assert!(house.heard().is_empty());

    // The same text again is no conflict and no change, whatever it is based on.
    let same = json!({ "id": id, "content": "two", "base_version": 1 });
    let same = house.ok("ann", "documents.update", same).await;
    assert_eq!(
        (&same["changed"], &same["version"]),
        (&json!(false), &json!(2))
    );
    // Without a base nothing is overwritten.
    let input = json!({ "id": id, "content": "four" });
    let error = house.err("ann", "documents.update", input).await;
    assert_eq!(
        (error.kind, error.field.as_deref()),
        (Kind::BadInput, Some("base_version"))
    );
    assert!(error.message.contains("it is 2 now"), "{error}");
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins() {
    let house = House::new();
    let id = house.create("ann", "Plan", "one").await;
    for round in 1..=5 {
        let version = house.get("ann", &id).await["version"].clone();
        let tasks: Vec<_> = ["ann", "ann", "ann's agent"]
            .into_iter()
            .enumerate()
            .map(|(n, who)| {
                let (house, id, version) = (house.clone(), id.clone(), version.clone());
                tokio::spawn(async move {
                    let content = format!("round {round} by {n}");
                    let input = json!({ "id": id, "content": content, "base_version": version });
                    house.call(who, "documents.update", input).await
                })
            })
            .collect();
        let mut won = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => won += 1,
                Err(error) => assert_eq!(error.kind, Kind::Conflict),
            }
        }
        assert_eq!(won, 1);
    }
}

#[tokio::test]
async fn title_and_language_change_without_a_version() {
    let house = House::new();
    let id = house.create("ann", "Notes", "import os\n").await;
    house.wait(5);
    let update = async |input: Value| {
        let mut input = input;
        input["id"] = json!(id);
        house.ok("ann", "documents.update", input).await
    };
    let renamed = update(json!({ "title": "Scripts", "language": " klingon " })).await;
    assert_eq!(
        (&renamed["title"], &renamed["language"], &renamed["version"]),
        (&json!("Scripts"), &json!("klingon"), &json!(1))
    );
    assert_eq!(renamed["updated_at"], "2026-11-22T18:56:05Z");
    let found = house.list("ann", json!({ "search": "scripts" })).await;
    assert_eq!(found["total"], 1);
    let found = house.list("ann", json!({ "search": "notes" })).await;
    assert_eq!(found["total"], 0);
    assert_eq!(
        update(json!({ "language": "" })).await["language"],
        "python"
    );
    assert_eq!(update(json!({ "title": null })).await["changed"], false);
    assert_eq!(update(json!({ "title": "" })).await["title"], "Untitled");
}

#[tokio::test]
async fn nobody_reaches_anothers() {
    let house = House::new();
    let id = house.create("ann", "Mine", "secret").await;
    house.write("ann's agent", &id, "secret 2").await;
    let gone = house.create("ann", "Gone", "secret").await;
    house
        .ok("ann", "documents.delete", json!({ "id": gone }))
        .await;
    for (operation, mut input) in [
        ("documents.get", json!({})),
        (
            "documents.update",
            json!({ "content": "x", "base_version": 2 }),
        ),
        (
            "documents.edit",
            json!({ "edits": [{ "find": "secret", "replace": "" }] }),
        ),
        ("documents.versions", json!({})),
        ("documents.version", json!({ "version": 1 })),
        ("documents.restore_version", json!({ "version": 1 })),
        ("documents.diff", json!({})),
        ("documents.archive", json!({})),
        ("documents.delete", json!({})),
        ("documents.restore", json!({})),
        ("documents.download", json!({})),
    ] {
        for id in [&id, &gone] {
            input["id"] = json!(id);
            let error = house.err("bob", operation, input.clone()).await;
            assert_eq!(error.kind, Kind::NotFound, "{operation}");
            assert_eq!(error.message, "Document not found");
        }
    }
    for input in [
        json!({}),
        json!({ "search": "secret" }),
        json!({ "sort": "alpha" }),
    ] {
        assert_eq!(house.list("bob", input).await["items"], json!([]));
    }
    assert_eq!(house.text("ann", &id).await, "secret 2");
}
