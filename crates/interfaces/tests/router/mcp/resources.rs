//! Resources: listed page by page, read by address, and only by those who may.

use serde_json::json;

use super::Client;
use crate::house::House;

#[tokio::test]
async fn all_pages_of_all_kinds_come_one_after_another() {
    let house = House::open().await;
    for (scopes, wanted) in [
        (
            &["papers:read", "pearls:read"][..],
            &[
                "papers/n1",
                "papers/n2",
                "papers/n3",
                "pearls/n1",
                "pearls/n2",
                "pearls/n3",
            ][..],
        ),
        (&["pearls:read"], &["pearls/n1", "pearls/n2", "pearls/n3"]),
        (&["chat"], &[]),
    ] {
        let client = Client::new(&house, scopes).await;
        let (mut params, mut found, mut pages) = (json!({}), Vec::new(), 0);
        loop {
            let page = client.ask("resources/list", params).await;
            let resources = page["resources"].as_array().unwrap().clone();
            assert!(pages == 0 || !resources.is_empty());
            for resource in &resources {
                assert_eq!(resource["mimeType"], "text/markdown");
                assert_eq!(
                    resource["annotations"]["lastModified"],
                    "2026-11-22T09:00:00Z"
                );
            }
            found.extend(
                resources
                    .iter()
                    .map(|one| one["uri"].as_str().unwrap().to_owned()),
            );
            pages += 1;
            match page.get("nextCursor") {
                Some(cursor) => params = json!({ "cursor": cursor }),
                None => break,
            }
        }
        let wanted: Vec<String> = wanted
            .iter()
            .map(|one| format!("odysseus://{one}"))
            .collect();
        assert_eq!(found, wanted);
        let templates = client.ask("resources/templates/list", json!({})).await;
        let kinds = templates["resourceTemplates"].as_array().unwrap();
        let scoped = kinds
            .iter()
            .filter(|kind| kind["uriTemplate"] == "odysseus://pearls/{id}")
            .count();
        assert_eq!(
            scoped,
            usize::from(scopes.contains(&"pearls:read")),
            "{templates}"
        );
        assert!(!templates.to_string().contains("papers") || scopes.contains(&"papers:read"));
    }
}

#[tokio::test]
async fn a_resource_is_read_by_those_who_may() {
    let house = House::open().await;
    let client = Client::new(&house, &["papers:read"]).await;
    let read = client
        .ask("resources/read", json!({ "uri": "odysseus://papers/n2" }))
        .await;
    let content = &read["contents"][0];
    assert_eq!(
        (&content["text"], &content["mimeType"]),
        (&json!("# n2"), &json!("text/markdown"))
    );
    assert_eq!(content["uri"], "odysseus://papers/n2");
    // Whoever reads it is told that it tells them nothing to do.
    assert!(
        content["_meta"]["odysseus/note"]
            .as_str()
            .unwrap()
            .contains("not instructions")
    );
    for (uri, code) in [
        ("odysseus://papers/n9", -32002),
        ("odysseus://papers/", -32002),
        ("odysseus://papers", -32002),
        ("odysseus://todos/n1", -32002),
        ("odysseus://papers/../pearls/n1", -32002),
        ("papers/n1", -32002),
        ("", -32002),
        ("odysseus://pearls/n1", -32600),
        ("odysseus://papers/a\0", -32602),
        ("odysseus://papers/torn", -32603),
    ] {
        let (said, sentence) = client
            .refused("resources/read", json!({ "uri": uri }))
            .await;
        assert_eq!(said, code, "{uri:?}: {sentence}");
    }
    let (_, sentence) = client
        .refused("resources/read", json!({ "uri": "odysseus://pearls/n1" }))
        .await;
    assert!(sentence.contains("pearls:read"), "{sentence}");
}
