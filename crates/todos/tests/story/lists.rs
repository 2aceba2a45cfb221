//! Lists: order, sections, pages, search, totals and who sees what.

use serde_json::{Value, json};

use crate::house::{House, titles};

#[tokio::test]
async fn pages_hold_each_todo_once_while_others_change() {
    let house = House::new();
    for n in 0..25 {
        if n % 3 == 0 {
            // Several of the same moment, so that ties are paged over as well.
            house.clock.advance(jiff::SignedDuration::from_secs(1));
        }
        house
            .add(
                "ann",
                json!({ "title": format!("{n:02}"), "pinned": n % 10 == 0 }),
            )
            .await;
    }
    let whole = house.titles("ann", json!({})).await;
    assert_eq!(
        whole[..4],
        ["20", "10", "00", "24"],
        "pinned first, then the latest"
    );

    for limit in [1, 2, 3, 7, 24, 25, 26] {
        let (mut seen, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let page = house
                .ok(
                    "ann",
                    "todos.list",
                    json!({ "limit": limit, "cursor": cursor }),
                )
                .await;
            assert_eq!(page["total"], 25);
            seen.extend(titles(&page));
            assert_eq!(page["remaining"], 25 - seen.len());
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(seen, whole, "{limit}");
    }

    let first = house.ok("ann", "todos.list", json!({ "limit": 10 })).await;
    house.clock.advance(jiff::SignedDuration::from_secs(1));
    house.add("ann", json!({ "title": "new" })).await;
    house
        .ok(
            "ann",
            "todos.update",
            json!({ "id": first["items"][5]["id"], "content": "changed" }),
        )
        .await;
    house
        .ok(
            "ann",
            "todos.delete",
            json!({ "id": first["items"][9]["id"] }),
        )
        .await;
    let rest = house
        .ok(
            "ann",
            "todos.list",
            json!({ "cursor": first["next_cursor"] }),
        )
        .await;
    assert_eq!(titles(&rest), whole[10..]);
}

#[tokio::test]
async fn sections_go_by_the_owners_day() {
    // 18:56 UTC on the 22nd is the 23rd in Tokyo.
    let house = House::new();
    for (title, due) in [
        ("last year", "2025-12-24T10:00:00Z"),
        ("an hour ago", "2026-11-22T18:00:00Z"),
        ("the 22nd", "2026-11-22"),
        ("the 23rd", "2026-11-23"),
        ("early on the 23rd", "2026-11-22T23:00:00Z"),
        ("late on the 23rd", "2026-11-23T14:59:59Z"),
        ("the 24th", "2026-11-24"),
    ] {
        for who in ["yoko", "bob"] {
            house
                .add(who, json!({ "title": title, "due_date": due }))
                .await;
        }
    }
    for who in ["yoko", "bob"] {
        house.add(who, json!({ "title": "whenever" })).await;
        let done = house
            .add(who, json!({ "title": "did it", "due_date": "2026-11-22" }))
            .await;
        house
            .ok(who, "todos.complete", json!({ "id": done["id"] }))
            .await;
    }
    let sections = async |who: &str| {
        let mut all = Vec::new();
        for section in ["overdue", "today", "upcoming", "none", "done"] {
            let list = house
                .ok(who, "todos.list", json!({ "section": section }))
                .await;
            assert_eq!(list["total"], titles(&list).len(), "{who} {section}");
            let overdue = list["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|todo| todo["overdue"] == true);
            assert_eq!(
                overdue && !titles(&list).is_empty(),
                section == "overdue",
                "{who} {section}"
            );
            all.push(titles(&list).join(", "));
        }
        all
    };
    assert_eq!(
        sections("yoko").await,
        [
            "last year, the 22nd, an hour ago",
            "early on the 23rd, the 23rd, late on the 23rd",
            "the 24th",
            "whenever",
            "did it",
        ]
    );
    assert_eq!(
        sections("bob").await,
        [
            "last year, an hour ago",
            "the 22nd, early on the 23rd",
            "the 23rd, late on the 23rd, the 24th",
            "whenever",
            "did it",
        ]
    );
    // A page of a section, too, begins where the one before ended.
    let page = house
        .ok(
            "bob",
            "todos.list",
            json!({ "section": "upcoming", "limit": 2 }),
        )
        .await;
    let rest = json!({ "section": "upcoming", "limit": 2, "cursor": page["next_cursor"] });
    assert_eq!(house.titles("bob", rest).await, ["the 24th"]);
}

#[tokio::test]
async fn totals_follow_every_change() {
    let house = House::new();
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(house.add("ann", json!({ "title": n.to_string() })).await["id"].clone());
    }
    house
        .ok(
            "ann",
            "todos.update",
            json!({ "id": ids[0], "archived": true }),
        )
        .await;
    house
        .ok("ann", "todos.complete", json!({ "id": ids[0] }))
        .await;
    house
        .ok("ann", "todos.complete", json!({ "id": ids[1] }))
        .await;
    house
        .ok("ann", "todos.complete", json!({ "id": ids[1] }))
        .await;
    house
        .ok("ann", "todos.complete", json!({ "id": ids[2] }))
        .await;
    house
        .ok("ann", "todos.uncomplete", json!({ "id": ids[2] }))
        .await;
    house
        .ok("ann", "todos.delete", json!({ "id": ids[3] }))
        .await;
    house
        .ok("ann", "todos.delete", json!({ "id": ids[4] }))
        .await;
    house
        .ok("ann", "todos.restore", json!({ "id": ids[4] }))
        .await;
    let counted = async |input: Value| {
        let list = house.ok("ann", "todos.list", input).await;
        assert_eq!(list["total"], titles(&list).len());
        let mut found = titles(&list);
        found.sort();
        found.join("")
    };
    assert_eq!(counted(json!({})).await, "245");
    assert_eq!(counted(json!({ "completed": false })).await, "245");
    assert_eq!(counted(json!({ "completed": true })).await, "1");
    assert_eq!(counted(json!({ "archived": true })).await, "0");
    assert_eq!(
        counted(json!({ "archived": true, "completed": false })).await,
        ""
    );
    assert_eq!(
        counted(json!({ "archived": true, "completed": true })).await,
        "0"
    );
}

#[tokio::test]
async fn the_manual_order_holds_through_many_moves() {
    let house = House::new();
    let mut ids = Vec::new();
    for title in ["a", "b", "c", "d"] {
        ids.push(house.add("ann", json!({ "title": title })).await["id"].clone());
    }
    house.add("bob", json!({ "title": "stranger" })).await;
    let order = async || {
        house
            .titles("ann", json!({ "order": "manual" }))
            .await
            .join("")
    };
    assert_eq!(order().await, "dcba", "new ones come first");
    let reorder = async |input: Value| drop(house.ok("ann", "todos.reorder", input).await);
    reorder(json!({ "id": ids[0], "before": ids[3] })).await;
    assert_eq!(order().await, "adcb");
    reorder(json!({ "id": ids[3], "after": ids[1] })).await;
    assert_eq!(order().await, "acbd");
    // Into the same gap until it is used up, and on.
    for _ in 0..30 {
        reorder(json!({ "id": ids[1], "after": ids[0] })).await;
        assert_eq!(order().await, "abcd");
        reorder(json!({ "id": ids[2], "before": ids[1] })).await;
        assert_eq!(order().await, "acbd");
    }
    reorder(json!({ "ids": [ids[3], ids[1], ids[0]] })).await;
    assert_eq!(
        order().await,
        "dcba",
        "c keeps its place, the others share theirs"
    );
    assert_eq!(
        house.titles("bob", json!({ "order": "manual" })).await,
        ["stranger"]
    );
}

#[tokio::test]
async fn search_finds_words_wherever_they_are_and_only_ones_own() {
    let house = House::new();
    let todo = house
        .add("ann", json!({ "title": "Crème brûlée", "content": "for Sunday", "label": "kitchen", "items": ["eggs"] }))
        .await;
    house
        .add("ann", json!({ "title": "Other", "content": "creme" }))
        .await;
    house.add("bob", json!({ "title": "creme" })).await;
    let found = async |q: &str| {
        titles(&house.ok("ann", "todos.search", json!({ "q": q })).await).join(", ")
    };
    assert_eq!(
        found("creme").await,
        "Crème brûlée, Other",
        "the title counts more"
    );
    for q in [
        "EGGS",
        "kitch",
        "sunday brul",
        "\"eggs\" OR",
        "brulee kitchen",
    ] {
        let expected = if q.ends_with("OR") {
            ""
        } else {
            "Crème brûlée"
        };
        assert_eq!(found(q).await, expected, "{q}");
    }
    assert_eq!(found("!!").await, "");
    house
        .ok(
            "ann",
            "todos.update",
            json!({ "id": todo["id"], "items": ["flour"] }),
        )
        .await;
    assert_eq!(
        (found("eggs").await.as_str(), found("flour").await.as_str()),
        ("", "Crème brûlée")
    );
    house
        .ok("ann", "todos.delete", json!({ "id": todo["id"] }))
        .await;
    assert_eq!(found("flour").await, "");
    house
        .ok("ann", "todos.restore", json!({ "id": todo["id"] }))
        .await;
    assert_eq!(found("flour").await, "Crème brûlée");

    let page = house
        .ok("ann", "todos.search", json!({ "q": "creme", "limit": 1 }))
        .await;
    let next = json!({ "q": "creme", "limit": 1, "cursor": page["next_cursor"] });
    let next = house.ok("ann", "todos.search", next).await;
    assert_eq!(
        (titles(&next).join(""), next.get("next_cursor")),
        ("Other".to_owned(), None)
    );
}

#[tokio::test]
async fn every_reading_operation_has_a_short_text() {
    let house = House::new();
    let input = json!({ "title": "Pay rent", "due_date": "every month on the 1st at 9", "label": "home", "content": "by transfer" });
    let todo = house.add("ann", input).await;
    let id = todo["id"].as_str().unwrap();
    let line = format!(
        "- [{}] **Pay rent** #home due Tue 1 Dec 2026 09:00, every month on the 1st at 09:00",
        &id[..8]
    );
    let text = async |operation: &str, input: Value| {
        let output = house.ok("ann", operation, input).await;
        (house
            .workspace
            .registry()
            .operation(operation)
            .unwrap()
            .markdown
            .unwrap())(&output)
    };
    assert_eq!(
        text("todos.list", json!({})).await,
        format!("{line}\n  by transfer")
    );
    assert_eq!(
        text("todos.search", json!({ "q": "rent" })).await,
        format!("{line}\n  by transfer")
    );
    assert_eq!(
        text("todos.get", json!({ "id": id })).await,
        format!("{line}\n\nby transfer")
    );
    assert_eq!(
        text("todos.list", json!({ "label": "x" })).await,
        "No todos."
    );
    assert_eq!(
        text("todos.search", json!({ "q": "x" })).await,
        "Nothing found."
    );
    assert_eq!(
        text("todos.update", json!({ "id": id, "pinned": true })).await,
        format!(
            "Note updated: \"Pay rent\"\n\n{}\n\nby transfer",
            line.replace("** #", "** [PINNED] #")
        )
    );
}
