//! Whatever two owners do, in any order and with each other's ids: totals are right, what is due rings
//! once, and nothing crosses.

use std::collections::BTreeSet;

use operation::Kind;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::house::{House, titles};

const OWNERS: [&str; 2] = ["ann", "bob"];

/// Operations with what they are given besides an id.
fn steps() -> Vec<(&'static str, Value)> {
    vec![
        ("todos.update", json!({ "content": "changed" })),
        ("todos.update", json!({ "due_date": "in 2 hours" })),
        ("todos.update", json!({ "due_date": "" })),
        ("todos.update", json!({ "archived": true })),
        ("todos.update", json!({ "archived": false, "pinned": true })),
        ("todos.complete", json!({})),
        ("todos.uncomplete", json!({})),
        ("todos.snooze", json!({ "until": "in 3 days" })),
        ("todos.append_item", json!({ "text": "more" })),
        ("todos.delete", json!({})),
        ("todos.restore", json!({})),
        ("todos.restore", json!({})),
    ]
}

/// One call: who, which step (0 adds), and whose todo: the number of one added before.
type Act = (usize, usize, usize);

async fn act(house: &House, (who, step, target): Act, made: &mut Vec<(usize, Value)>) {
    let owner = OWNERS[who];
    let Some((operation, mut input)) = step
        .checked_sub(1)
        .and_then(|at| steps().into_iter().nth(at))
    else {
        let title = format!("{owner} {}", made.len());
        let due = if target % 2 == 0 { "tomorrow at 9" } else { "" };
        let todo = house
            .add(owner, json!({ "title": title, "due_date": due }))
            .await;
        made.push((who, todo["id"].clone()));
        return;
    };
    let Some((whose, id)) = made.get(target % made.len().max(1)) else {
        return;
    };
    input["id"] = id.clone();
    match house.call(owner, operation, input).await {
        Ok(_) => assert_eq!(who, *whose, "{operation} reached another owner's"),
        Err(error) if who == *whose => assert!(
            matches!(error.kind, Kind::NotFound | Kind::Conflict),
            "{operation}: {error}"
        ),
        Err(error) => assert_eq!(error.kind, Kind::NotFound, "{operation}"),
    }
}

async fn check(house: &House, made: usize) {
    let (mut known, mut due) = (0, BTreeSet::new());
    for owner in OWNERS {
        for part in [
            json!({}),
            json!({ "completed": true }),
            json!({ "archived": true }),
        ] {
            let list = house.ok(owner, "todos.list", part).await;
            assert_eq!(list["total"], titles(&list).len());
            for todo in list["items"].as_array().unwrap() {
                assert!(todo["title"].as_str().unwrap().starts_with(owner));
                if todo["due_at"].is_string()
                    && todo["completed"] == false
                    && todo["archived"] == false
                {
                    due.insert(format!("{} {}", todo["id"], todo["due_at"]));
                }
            }
            known += titles(&list).len();
        }
        known += titles(&house.ok(owner, "todos.trash", json!({})).await).len();
        let found = titles(&house.ok(owner, "todos.search", json!({ "q": owner })).await);
        assert!(found.iter().all(|title| title.starts_with(owner)));
    }
    assert_eq!(known, made, "nothing is lost");
    let rung = house.reminders_at("2026-12-24T00:00Z[UTC]").await;
    let rung: Vec<String> = rung
        .iter()
        .map(|r| format!("{} {}", r["todo_id"], r["due_at"]))
        .collect();
    assert_eq!(rung.len(), due.len());
    assert_eq!(rung.into_iter().collect::<BTreeSet<_>>(), due);
}

#[test]
fn any_order_of_calls_keeps_the_house_in_order() {
    let acts = prop::collection::vec((0..OWNERS.len(), 0..=steps().len(), 0..1_000_usize), 1..150);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases: 16,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&acts, |acts| {
            runtime.block_on(async {
                let (house, mut made) = (House::new(), Vec::new());
                for next in acts {
                    act(&house, next, &mut made).await;
                }
                check(&house, made.len()).await;
            });
            Ok(())
        })
        .unwrap();
}
