//! The list: orders, pages, totals.

use operation::Kind;
use serde_json::{Value, json};

use crate::house::{House, id, titles};

/// The whole list, page by page.
async fn paged(house: &House, mut input: Value) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let page = house.list("ann", input.clone()).await;
        all.extend(titles(&page).iter().map(ToString::to_string));
        match page.get("next_cursor") {
            Some(cursor) => input["cursor"] = cursor.clone(),
            None => return all,
        }
    }
}

#[tokio::test]
async fn every_order_is_paged_to_its_end() {
    let house = House::new();
    // (title, language, edits)
    let made = [
        ("b", "text", 0),
        ("a", "python", 2),
        ("Z", "text", 0),
        ("a", "text", 1),
        ("é", "python", 0),
    ];
    let mut ids = Vec::new();
    for (title, language, edits) in made {
        let input = json!({ "title": title, "language": language });
        let made = house.ok("ann", "documents.create", input).await;
        for edit in 0..edits {
            house
                .write("ann's agent", &id(&made), &edit.to_string())
                .await;
        }
        ids.push(id(&made));
        house.wait(1);
    }
    house.write("ann's agent", &ids[0], "changed last").await;
    let archived = house.create("ann", "archived", "").await;
    house
        .ok("ann", "documents.archive", json!({ "id": archived }))
        .await;
    house.create("bob", "his", "").await;

    for (sort, all, python) in [
        ("recent", "b é a Z a", "é a"),
        ("oldest", "b a Z a é", "a é"),
        // Of as many versions the latest made first.
        ("edits", "a a b é Z", "a é"),
        ("alpha", "Z a a b é", "a é"),
    ] {
        let expected = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for limit in [1, 2, 3, 50] {
            let list = paged(&house, json!({ "sort": sort, "limit": limit })).await;
            assert_eq!(list, expected(all), "{sort} {limit}");
            let input = json!({ "sort": sort, "limit": limit, "language": "python" });
            assert_eq!(
                paged(&house, input).await,
                expected(python),
                "{sort} {limit}"
            );
        }
        for offset in 0..6 {
            let input = json!({ "sort": sort, "offset": offset, "limit": 2 });
            let page = house.list("ann", input).await;
            let rest: Vec<&str> = all.split(' ').skip(offset).take(2).collect();
            assert_eq!(titles(&page), rest, "{sort} {offset}");
        }
    }
    let list = house
        .list("ann", json!({ "limit": 1, "language": "text" }))
        .await;
    assert_eq!(
        (&list["total"], &list["languages"], &list["session_count"]),
        (&json!(3), &json!({ "python": 2, "text": 3 }), &json!(0))
    );
    let put_away = house.list("ann", json!({ "archived": true })).await;
    assert_eq!(
        (
            titles(&put_away),
            &put_away["total"],
            &put_away["languages"]
        ),
        (vec!["archived"], &json!(1), &json!({ "markdown": 1 }))
    );

    let recent = house.list("ann", json!({ "limit": 1 })).await;
    for (input, field) in [
        (
            json!({ "sort": "alpha", "cursor": recent["next_cursor"] }),
            "cursor",
        ),
        (json!({ "cursor": "x" }), "cursor"),
        (
            json!({ "offset": 1, "cursor": recent["next_cursor"] }),
            "offset",
        ),
        (json!({ "sort": "best" }), "sort"),
        (json!({ "sort": "newest" }), "sort"),
        (json!({ "limit": 0 }), "limit"),
        (json!({ "limit": 1001 }), "limit"),
        (json!({ "offset": -1 }), "offset"),
    ] {
        let error = house.err("ann", "documents.list", input.clone()).await;
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::BadInput, Some(field)),
            "{input}: {error}"
        );
    }
}

#[tokio::test]
async fn a_list_shows_the_beginning_of_each_text() {
    let house = House::new();
    let id = house.create("ann", "Long", &"é".repeat(600)).await;
    let preview = async || house.list("ann", json!({})).await["items"][0]["preview"].clone();
    assert_eq!(preview().await, "é".repeat(500));
    house.write("ann", &id, "short").await;
    assert_eq!(preview().await, "short");
}

#[tokio::test]
async fn what_is_archived_is_kept_and_comes_back() {
    let house = House::new();
    let id = house.create("ann", "Old", "text").await;
    house.wait(5);
    let archive = async |archived: bool| {
        let input = json!({ "id": id, "archived": archived });
        house.ok("ann", "documents.archive", input).await
    };
    let put_away = archive(true).await;
    assert_eq!(
        (
            &put_away["archived"],
            &put_away["message"],
            &put_away["updated_at"]
        ),
        (
            &json!(true),
            &json!("\"Old\" is archived"),
            &json!("2026-11-22T18:56:00Z")
        )
    );
    assert_eq!(archive(true).await["changed"], false);
    assert_eq!(house.list("ann", json!({})).await["total"], 0);
    let found = json!({ "search": "old", "archived": true });
    assert_eq!(titles(&house.list("ann", found).await), ["Old"]);
    house.write("ann's agent", &id, "changed").await;
    assert_eq!(archive(false).await["archived"], false);
    let list = house.list("ann", json!({})).await;
    assert_eq!(
        (titles(&list), &list["languages"]),
        (vec!["Old"], &json!({ "markdown": 1 }))
    );
}
