//! Finding documents by their words, with the place where they are.

use operation::Kind;
use serde_json::{Value, json};

use crate::house::{House, titles};

#[tokio::test]
async fn words_are_found_in_any_writing_and_marked() {
    let house = House::new();
    for (title, content) in [
        ("Crème brûlée", "Sugar and vanilla,\nbaked in the Straße."),
        ("Call", "The dentist was called twice."),
        ("天気", "東京の天気は雨です"),
        ("Notes", "foo-bar.txt\n"),
    ] {
        house.create("ann", title, content).await;
    }
    house.create("bob", "His", "vanilla").await;
    // (query, titles, snippet of the first, marks)
    for (query, found, snippet, marks) in [
        (
            "creme VANILLA",
            vec!["Crème brûlée"],
            "Sugar and vanilla, baked in the Straße.",
            json!([[10, 17]]),
        ),
        (
            "strasse",
            vec!["Crème brûlée"],
            "Sugar and vanilla, baked in the Straße.",
            json!([[32, 38]]),
        ),
        // Not only as a whole word, and in the title or the text.
        (
            "call",
            vec!["Call"],
            "The dentist was called twice.",
            json!([[16, 22]]),
        ),
        ("天気", vec!["天気"], "東京の天気は雨です", json!([[3, 5]])),
        ("foo-bar", vec!["Notes"], "foo-bar.txt", json!([[0, 7]])),
        ("nothing", vec![], "", json!(null)),
        ("\" OR *", vec![], "", json!(null)),
        ("!", vec![], "", json!(null)),
    ] {
        let list = house.list("ann", json!({ "search": query })).await;
        assert_eq!(
            (titles(&list), &list["total"]),
            (found.clone(), &json!(found.len())),
            "{query}"
        );
        if !found.is_empty() {
            let shown = &list["items"][0]["snippet"];
            assert_eq!(
                (&shown["text"], &shown["marks"]),
                (&json!(snippet), &marks),
                "{query}"
            );
        }
    }
    let all = house.list("ann", json!({ "search": " " })).await;
    assert_eq!(
        (&all["total"], all["items"][0].get("snippet")),
        (&json!(4), None)
    );
    let markdown = house
        .workspace
        .registry()
        .operation("documents.list")
        .unwrap()
        .markdown;
    let list = house.list("ann", json!({ "search": "dentist" })).await;
    let text = markdown.unwrap()(&list);
    assert!(text.contains("The **dentist** was called twice."), "{text}");
}

#[tokio::test]
async fn what_is_found_is_ordered_filtered_and_paged() {
    let house = House::new();
    for n in 0..30 {
        let input = json!({
            "title": format!("{:02}", n * 7 % 30),
            "content": "milk ".repeat(1 + n % 5) + &"x ".repeat(n),
            "language": if n % 3 == 0 { "text" } else { "markdown" },
        });
        let made = house.ok("ann", "documents.create", input).await;
        if n % 10 == 9 {
            house
                .ok("ann", "documents.archive", json!({ "id": made["id"] }))
                .await;
        }
        house.wait(1);
    }
    for (input, total) in [
        (json!({ "search": "milk" }), 27),
        (json!({ "search": "milk", "language": "text" }), 9),
        (json!({ "search": "milk", "archived": true }), 3),
        (json!({ "search": "milk", "sort": "alpha" }), 27),
        (json!({ "search": "mil", "sort": "recent" }), 27),
        (
            json!({ "search": "milk x", "sort": "oldest", "language": "markdown" }),
            18,
        ),
        (json!({ "search": "milk", "sort": "edits" }), 27),
    ] {
        let mut whole = input.clone();
        whole["limit"] = json!(100);
        let whole = house.list("ann", whole).await;
        assert_eq!(whole["total"], total, "{input}");
        let mut pages: Vec<String> = Vec::new();
        let mut page_input = input.clone();
        page_input["limit"] = json!(4);
        loop {
            let page = house.list("ann", page_input.clone()).await;
            assert_eq!(page["total"], total);
            pages.extend(titles(&page).iter().map(ToString::to_string));
            match page.get("next_cursor") {
                Some(cursor) => page_input["cursor"] = cursor.clone(),
                None => break,
            }
        }
        assert_eq!(pages, titles(&whole), "{input}");
        if input["sort"] == "alpha" {
            assert!(pages.is_sorted());
        }
    }
    let by_best = house
        .list("ann", json!({ "search": "milk", "limit": 1 }))
        .await;
    let input = json!({ "search": "milk", "sort": "recent", "cursor": by_best["next_cursor"] });
    let error = house.err("ann", "documents.list", input).await;
    assert_eq!(
        (error.kind, error.field.as_deref()),
        (Kind::BadInput, Some("cursor"))
    );
}

#[tokio::test]
async fn the_index_follows_every_change() {
    let house = House::new();
    let id = house.create("ann", "Plan", "first").await;
    let total = async |words: &str| -> Value {
        house.list("ann", json!({ "search": words })).await["total"].clone()
    };
    house.write("ann", &id, "second").await;
    assert_eq!(
        (total("first").await, total("second").await),
        (json!(0), json!(1))
    );
    let edits = json!([{ "find": "second", "replace": "third" }]);
    house
        .ok("ann", "documents.edit", json!({ "id": id, "edits": edits }))
        .await;
    assert_eq!(
        (total("second").await, total("plan third").await),
        (json!(0), json!(1))
    );
    house
        .ok("ann", "documents.delete", json!({ "id": id }))
        .await;
    assert_eq!(total("third").await, 0);
    house
        .ok("ann", "documents.restore", json!({ "id": id }))
        .await;
    assert_eq!(total("third").await, 1);
}

#[tokio::test]
async fn a_search_that_fits_very_many_is_ordered_as_well() {
    let house = House::new();
    for n in 0..1_010 {
        let language = if n < 3 { "rare" } else { "text" };
        let title = format!("{n:04}");
        let input = json!({ "title": title, "content": "common", "language": language });
        house.ok("ann", "documents.create", input).await;
    }
    let first = json!({ "search": "common", "limit": 2 });
    let best = house.list("ann", first).await;
    assert_eq!(
        (&best["total"], &best["more_than_total"], titles(&best)),
        (&json!(1_000), &json!(true), vec!["1009", "1008"])
    );
    let next = json!({ "search": "common", "limit": 2, "cursor": best["next_cursor"] });
    assert_eq!(titles(&house.list("ann", next).await), ["1007", "1006"]);
    // What is rare among them is found all the same, to the last.
    for sort in [None, Some("best"), Some("alpha")] {
        let input = json!({ "search": "common", "language": "rare", "sort": sort });
        let rare = house.list("ann", input).await;
        assert_eq!((titles(&rare).len(), &rare["total"]), (3, &json!(3)));
    }
    for (sort, found) in [
        ("oldest", ["0000", "0001", "0002"]),
        ("recent", ["1009", "1008", "1007"]),
    ] {
        let page = json!({ "search": "common", "limit": 2, "sort": sort });
        let page = house.list("ann", page).await;
        assert_eq!(titles(&page), found[..2]);
        let next = json!({
            "search": "common", "limit": 1, "sort": sort, "cursor": page["next_cursor"],
        });
        assert_eq!(titles(&house.list("ann", next).await), found[2..]);
    }
}
