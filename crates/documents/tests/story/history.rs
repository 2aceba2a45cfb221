//! Versions: each reads back as it was written, however it is stored.

use operation::Kind;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::house::House;

async fn numbers(house: &House, id: &str) -> Vec<i64> {
    let input = json!({ "id": id });
    let versions = house.ok("ann", "documents.versions", input).await;
    let items = versions["items"].as_array().unwrap();
    assert_eq!(versions["total"], items.len());
    items
        .iter()
        .map(|item| item["version"].as_i64().unwrap())
        .collect()
}

async fn version(house: &House, id: &str, number: i64) -> operation::Result<Value> {
    let input = json!({ "id": id, "version": number });
    house.call("ann", "documents.version", input).await
}

#[tokio::test]
async fn an_agents_change_is_a_version_and_an_editors_autosave_is_not() {
    let house = House::new();
    let id = house.create("ann", "Plan", "1").await;
    house.wait(60);
    // (seconds later, who, version, versions kept)
    for (seconds, who, text, number, count) in [
        // Within a minute of the person's own version: in its place, under a new number.
        (0, "ann", "2", 2, 1),
        (1, "ann", "3", 3, 2),
        (30, "ann", "4", 4, 2),
        (30, "ann", "5", 5, 2),
        // The minute counts from when the version was begun.
        (1, "ann", "6", 6, 3),
        (1, "ann's agent", "7", 7, 4),
        (1, "ann's agent", "8", 8, 5),
        (1, "ann", "9", 9, 6),
        (1, "ann", "10", 10, 6),
    ] {
        house.wait(seconds);
        let after = house.write(who, &id, text).await;
        assert_eq!(
            (&after["version"], &after["version_count"]),
            (&json!(number), &json!(count)),
            "{text}"
        );
    }
    // What says what it is about is a version of its own.
    let input = json!({ "id": id, "content": "11", "base_version": 10, "summary": "Eleven" });
    house.ok("ann", "documents.update", input).await;
    assert_eq!(numbers(&house, &id).await, [11, 10, 8, 7, 6, 5, 2]);
    for number in [11, 10, 8, 7, 6, 5, 2] {
        let read = version(&house, &id, number).await.unwrap();
        assert_eq!(read["content"], number.to_string());
    }
    let first = version(&house, &id, 2).await.unwrap();
    let expected = json!({
        "id": id, "version": 2, "content": "2", "source": "user", "made_by": "person",
        "summary": "Initial version", "bytes": 1,
        "created_at": "2026-11-22T18:56:00Z", "updated_at": "2026-11-22T18:57:00Z",
    });
    assert_eq!(first, expected);
    for (number, hint) in [
        (3, "autosave"),
        (1, "autosave"),
        (12, "lists them"),
        (0, "lists them"),
    ] {
        let error = version(&house, &id, number).await.unwrap_err();
        assert_eq!(error.kind, Kind::NotFound);
        assert!(error.hint.as_ref().unwrap().contains(hint), "{number}");
    }
    // What an autosave has overwritten since is no base: nothing is lost silently.
    let input = json!({ "id": id, "content": "x", "base_version": 9 });
    let error = house.err("ann", "documents.update", input).await;
    assert_eq!(error.kind, Kind::Conflict);

    let page = json!({ "id": id, "limit": 5 });
    let page = house.ok("ann", "documents.versions", page).await;
    let rest = json!({ "id": id, "limit": 5, "cursor": page["next_cursor"] });
    let rest = house.ok("ann", "documents.versions", rest).await;
    assert_eq!(
        (
            rest["items"].as_array().unwrap().len(),
            rest.get("next_cursor")
        ),
        (2, None)
    );
}

/// Number, kind of maker and maker of each version, the latest first.
async fn makers(house: &House, id: &str) -> Value {
    let input = json!({ "id": id });
    let listed = house.ok("ann", "documents.versions", input).await;
    let items = listed["items"].as_array().unwrap().iter();
    items
        .map(|item| json!([item["version"], item["source"], item["made_by"]]))
        .collect()
}

#[tokio::test]
async fn a_version_and_the_news_of_it_tell_who_made_it() {
    let house = House::new();
    let id = house.create("ann", "Plan", "1").await;
    for (who, text) in [
        ("ann", "2"),
        ("ann's agent", "3"),
        ("ann's agent", "4"),
        ("ann", "5"),
        ("ann", "6"),
    ] {
        house.write(who, &id, text).await;
    }
    // The autosaves of the person took the place of their own versions only.
    assert_eq!(
        makers(&house, &id).await,
        json!([
            [6, "user", "person"],
            [4, "ai", "token:Agent"],
            [3, "ai", "token:Agent"],
            [2, "user", "person"],
        ])
    );
    let opened = version(&house, &id, 4).await.unwrap();
    assert_eq!(opened["made_by"], "token:Agent");
    let news: Vec<_> = house
        .heard()
        .iter()
        .map(|data| json!([data["version"], data["made_by"]]))
        .collect();
    let (person, agent) = ("person", "token:Agent");
    assert_eq!(
        json!(news),
        json!([
            [1, person],
            [2, person],
            [3, agent],
            [4, agent],
            [5, person],
            [6, person]
        ])
    );
}

#[tokio::test]
async fn versions_without_makers_were_kept_tell_the_kind() {
    let house = House::new();
    let id = house.create("ann", "Plan", "1").await;
    house.write("ann's agent", &id, "2").await;
    let house = house.without_makers().await;
    let kinds = json!([[2, "ai", "token"], [1, "user", "person"]]);
    assert_eq!(makers(&house, &id).await, kinds);
    house.write("ann's agent", &id, "3").await;
    assert_eq!(
        makers(&house, &id).await[0],
        json!([3, "ai", "token:Agent"])
    );
}

#[tokio::test]
async fn an_old_version_comes_back_as_a_new_one() {
    let house = House::new();
    let id = house.create("ann", "Plan", "one\ntwo\n").await;
    house.write("ann's agent", &id, "one\n2\nthree\n").await;
    let input = json!({ "id": id, "version": 1 });
    let restored = house
        .ok("ann", "documents.restore_version", input.clone())
        .await;
    assert_eq!(
        (&restored["version"], &restored["message"]),
        (&json!(3), &json!("Restored version 1 of \"Plan\""))
    );
    assert_eq!(house.text("ann", &id).await, "one\ntwo\n");
    let again = house.ok("ann", "documents.restore_version", input).await;
    assert_eq!(again["changed"], false);
    assert_eq!(numbers(&house, &id).await, [3, 2, 1]);
    assert_eq!(
        version(&house, &id, 2).await.unwrap()["content"],
        "one\n2\nthree\n"
    );
    let found = house.list("ann", json!({ "search": "two" })).await;
    assert_eq!(found["total"], 1, "what came back is found again");

    let diff = async |input: Value| house.ok("ann", "documents.diff", input).await;
    let last = diff(json!({ "id": id })).await;
    let expected = "--- version 2\n+++ version 3\n@@ -1,3 +1,2 @@\n one\n-2\n-three\n+two\n";
    assert_eq!(
        (&last["diff"], &last["added"], &last["removed"]),
        (&json!(expected), &json!(1), &json!(2))
    );
    let none = diff(json!({ "id": id, "from": 1, "to": 3 })).await;
    assert_eq!((&none["diff"], &none["added"]), (&json!(""), &json!(0)));
    let back = diff(json!({ "id": id, "from": 3, "to": 2 })).await;
    assert_eq!((&back["added"], &back["removed"]), (&json!(2), &json!(1)));
    let error = house
        .err("ann", "documents.diff", json!({ "id": id, "from": 9 }))
        .await;
    assert_eq!(error.kind, Kind::NotFound);
}

/// Writes the texts one after the other, each by the person or their agent, and reads every kept version.
async fn write_and_read(house: &House, texts: &[(bool, String)]) {
    let id = house.create("ann", "T", "").await;
    let mut written = vec![(1, String::new())];
    for (person, text) in texts {
        let who = if *person { "ann" } else { "ann's agent" };
        let after = house.write(who, &id, text).await;
        written.push((after["version"].as_i64().unwrap(), text.clone()));
        house.wait(25);
    }
    for number in numbers(house, &id).await {
        let (_, text) = written.iter().rev().find(|(n, _)| *n == number).unwrap();
        let read = version(house, &id, number).await.unwrap();
        assert_eq!(read["content"], *text, "version {number} of {texts:?}");
    }
}

#[test]
fn any_texts_read_back_as_they_were() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let house = House::new();
    let texts = proptest::collection::vec((any::<bool>(), "[aé東\u{1f600}\n]{0,9}"), 1..12);
    let config = Config {
        cases: 40,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&texts, |texts| {
        runtime.block_on(write_and_read(&house, &texts));
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn many_small_changes_of_a_large_text_cost_little() {
    let house = House::new();
    let lines: String = (0..6_000).map(|n| format!("{n:09}\n")).collect();
    let id = house.create("ann", "Large", &lines).await;
    for n in 0..110 {
        let find = format!("{:09}\n", n * 50);
        let edits = json!([{ "find": find, "replace": format!("changed {n}\n") }]);
        let input = json!({ "id": id, "edits": edits });
        house.ok("ann's agent", "documents.edit", input).await;
    }
    // Every version is there, whole ones and those far from any.
    for number in [1, 2, 50, 51, 52, 53, 101, 102, 103, 104, 110, 111] {
        let read = version(&house, &id, number).await.unwrap();
        let content = read["content"].as_str().unwrap();
        let changed = content.lines().filter(|line| line.starts_with("changed"));
        assert_eq!(changed.count(), usize::try_from(number).unwrap() - 1);
        assert_eq!(json!(content.len()), read["bytes"]);
    }
    // Two of them whole, after 50 changes each, and of the others only what was changed.
    let stored = house.stored_history().await;
    assert!((120_000..125_000).contains(&stored), "{stored}");
}
