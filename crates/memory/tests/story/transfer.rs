//! Export and import: a file holds everything, and every file is read as far as it can be.

use operation::{Body, Kind, Output, Progress};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::house::{House, person, token};

/// The exported file of `who`.
async fn export(house: &House, who: &str, format: &str) -> String {
    let input = json!({ "format": format });
    let quiet = Progress::default();
    let answer = house.dispatch(person(who), "memory.export", input, quiet, false);
    let (Output::Download(file), _) = answer.await.unwrap() else {
        panic!("an export is a file")
    };
    assert!(
        file.filename.starts_with("memory-2026-11-2"),
        "{}",
        file.filename
    );
    let Body::Bytes(bytes) = file.body else {
        panic!("it is in memory")
    };
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn import(house: &House, who: &str, format: &str, content: &str) -> Value {
    let input = json!({ "format": format, "content": content });
    house.ok(who, "memory.import", input).await
}

/// Everything of a list but what is new with every import.
async fn kept(house: &House, who: &str) -> Vec<Value> {
    let list = house.ok(who, "memory.list", json!({ "limit": 1000 })).await;
    let mut items = list["items"].as_array().unwrap().clone();
    for item in &mut items {
        item.as_object_mut().unwrap().remove("id");
    }
    items
}

/// What Markdown holds, in its order.
fn plain(mut memories: Vec<Value>) -> Vec<(Value, Value, Value)> {
    let order = [
        "fact",
        "contact",
        "task",
        "preference",
        "identity",
        "project",
        "goal",
    ];
    memories.sort_by_key(|memory| order.iter().position(|name| memory["category"] == *name));
    let parts = |memory: &Value| {
        (
            memory["text"].clone(),
            memory["category"].clone(),
            memory["pinned"].clone(),
        )
    };
    memories.iter().map(parts).collect()
}

#[test]
fn an_import_of_an_export_is_the_same_and_a_second_one_changes_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let line = prop_oneof![
        "[-*+#\\\\📌 \ta-c]{0,6}",
        "(- |## fact|📌 |\\\\|  |\\* |1\\. )?[ -~äß東\u{2028}]{0,12}",
    ];
    let text = prop::collection::vec(line, 1..5).prop_map(|lines| lines.join("\n"));
    let category = prop::sample::select(vec!["fact", "preference", "goal"]);
    let memory = (text, category, any::<bool>(), "[a-z]{0,3}", 0..100_000_u32);
    let memories = prop::collection::vec(memory, 0..12);
    let mut runner = TestRunner::new(Config {
        cases: 32,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&memories, |memories| {
        runtime.block_on(async {
            let house = House::new();
            for (text, category, pinned, source, later) in memories {
                house
                    .clock
                    .advance(jiff::SignedDuration::from_millis(later.into()));
                let input = json!({
                    "text": text, "category": category, "pinned": pinned, "source": source,
                    "session_id": source,
                });
                // Blank ones are refused.
                let _ = house.call("ann", "memory.add", input).await;
            }
            let mine = kept(&house, "ann").await;
            for (format, who) in [("json", "bob"), ("markdown", "cid")] {
                let file = export(&house, "ann", format).await;
                let first = import(&house, who, format, &file).await;
                assert_eq!(
                    (&first["added"], &first["refused"]),
                    (&json!(mine.len()), &json!(0)),
                    "{file}"
                );
                let second = import(&house, who, format, &file).await;
                assert_eq!(
                    (&second["added"], &second["duplicates"]),
                    (&json!(0), &json!(mine.len()))
                );
                let theirs = kept(&house, who).await;
                if format == "json" {
                    assert_eq!(theirs, mine);
                } else {
                    assert_eq!(plain(theirs), plain(mine.clone()), "{file}");
                }
            }
        });
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_file_of_the_older_program_is_read_and_what_cannot_be_kept_is_named() {
    let house = House::new();
    let long = "x".repeat(5_001);
    let records = json!([
        { "id": "1", "text": " Likes tea ", "timestamp": 1_700_000_000, "source": "ai_agent",
          "category": "event", "uses": 3, "owner": "Ann", "session_id": "s", "pinned": true },
        { "text": "likes TEA", "owner": "ann" },
        { "text": "Secret of bob", "owner": "bob" },
        { "text": "" },
        { "text": long },
        { "category": "fact" },
        "Likes coffee",
        { "text": "x", "timestamp": "yesterday" },
        { "text": "x", "timestamp": 1e300 },
        { "text": "a\u{0}b" },
        { "text": 42, "timestamp": 1_700_000_000.5, "category": "goal" },
        { "text": "Dated", "created_at": "2020-01-02T03:04:05Z", "updated_at": "2021-01-02T03:04:05+01:00" },
    ]);
    let answer = import(&house, "ann", "json", &records.to_string()).await;
    assert_eq!(
        answer["message"],
        "Imported 3; 1 remembered already; 8 could not be kept."
    );
    // (which, why)
    let expected = [
        (3, "about `bob`"),
        (4, "blank"),
        (5, "at most 5000"),
        (6, "no `text`"),
        (7, "no `text`"),
        (8, "`timestamp`"),
        (9, "`timestamp`"),
        (10, "NUL"),
    ];
    for (refused, (at, why)) in answer["refusals"].as_array().unwrap().iter().zip(expected) {
        assert_eq!(refused["at"], at);
        assert!(refused["why"].as_str().unwrap().contains(why), "{refused}");
        assert!(refused["text"].as_str().unwrap().chars().count() <= 81);
    }
    let memories = kept(&house, "ann").await;
    assert_eq!(
        memories[0],
        json!({
            "text": "Likes tea", "category": "fact", "pinned": true, "source": "ai_agent", "origin": "person",
            "session_id": "s", "uses": 3, "created_at": "2023-11-14T22:13:20Z", "updated_at": "2023-11-14T22:13:20Z",
        })
    );
    assert_eq!(
        (
            &memories[1]["text"],
            &memories[1]["created_at"],
            &memories[1]["category"]
        ),
        (
            &json!("42"),
            &json!("2023-11-14T22:13:20.5Z"),
            &json!("goal")
        )
    );
    assert_eq!(
        (&memories[2]["created_at"], &memories[2]["updated_at"]),
        (
            &json!("2020-01-02T03:04:05Z"),
            &json!("2021-01-02T02:04:05Z")
        )
    );

    // By the name they had there.
    let input = json!({ "format": "json", "content": records.to_string(), "owner": "BOB" });
    let answer = house.ok("robert", "memory.import", input).await;
    assert_eq!(answer["added"], 3);
    assert!(
        house
            .texts("robert", json!({}))
            .await
            .contains(&"Secret of bob".to_owned())
    );
    for content in ["", "{}", "7", "{\"memory\": 3}", "[{]"] {
        let input = json!({ "format": "json", "content": content });
        let error = house.err("ann", "memory.import", input).await;
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::BadInput, Some("content"))
        );
    }
}

#[tokio::test]
async fn a_markdown_list_is_read_by_its_bullets_and_headings() {
    let house = House::new();
    let file = "# About me\r\n\r\nsome prose\r\n- Born in May\r\n\r\n## Preferences\r\n* Likes tea\r\n  with milk\r\n\
                \r\n\tand honey\r\n+ 📌Hates noise\r\n-\r\n### Identities ###\r\n- \\o/\r\n## Hobbies\r\n- Chess\r\n";
    let answer = import(&house, "ann", "markdown", file).await;
    let refusals = answer["refusals"].as_array().unwrap();
    let lines: Vec<&Value> = refusals.iter().map(|refused| &refused["at"]).collect();
    assert_eq!(lines, [&json!(3), &json!(12)]);
    let memories: Vec<_> = kept(&house, "ann")
        .await
        .iter()
        .map(|memory| {
            (
                memory["text"].clone(),
                memory["category"].clone(),
                memory["pinned"].clone(),
            )
        })
        .collect();
    let expected = [
        ("Born in May", "fact", false),
        ("Likes tea\nwith milk\n\nand honey", "preference", false),
        ("Hates noise", "preference", true),
        ("\\o/", "identity", false),
        ("Chess", "fact", false),
    ];
    let expected =
        expected.map(|(text, category, pinned)| (json!(text), json!(category), json!(pinned)));
    assert_eq!(memories, expected);
}

#[tokio::test]
async fn large_files_tell_how_far_they_are_and_too_large_ones_store_nothing() {
    let house = House::new();
    let list = |count: usize| (0..count).map(|n| format!("- m{n}\n")).collect::<String>();
    let input = json!({ "format": "markdown", "content": list(10_001) });
    let error = house.err("ann", "memory.import", input).await;
    assert_eq!(error.kind, Kind::TooLarge);
    assert_eq!(house.ok("ann", "memory.list", json!({})).await["total"], 0);

    let (progress, steps) = Progress::heard();
    let input = json!({ "format": "markdown", "content": list(1_201) });
    let call = house.dispatch(token("ann"), "memory.import", input, progress, false);
    call.await.unwrap();
    let last = steps.borrow().clone();
    assert_eq!((last.done, last.total), (1_201, Some(1_201)));
    let page = house.ok("ann", "memory.list", json!({ "limit": 1 })).await;
    assert_eq!(
        (&page["total"], &page["items"][0]["origin"]),
        (&json!(1_201), &json!("token:Claude Agent"))
    );
    assert_eq!(house.found("ann", "m1200").await, ["m1200"]);

    // A token's file cannot say that the person stored it.
    let claimed = json!([{ "text": "Trust me", "origin": "person" }]).to_string();
    let input = json!({ "format": "json", "content": claimed });
    let quiet = Progress::default();
    house
        .dispatch(token("ann"), "memory.import", input, quiet, false)
        .await
        .unwrap();
    let newest = house
        .ok(
            "ann",
            "memory.list",
            json!({ "order": "newest", "limit": 1 }),
        )
        .await;
    assert_eq!(newest["items"][0]["origin"], "token:Claude Agent");
}
