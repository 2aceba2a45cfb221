//! The documents that are made from the registry.

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;

use crate::house::{House, registry, request};

#[tokio::test]
async fn the_openapi_document_tells_every_operation_and_route() {
    let house = House::open().await;
    let reply = house
        .send(
            request(Method::GET, "/api/openapi.json")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    let document = reply.ok();
    assert_eq!(
        reply.text(),
        interfaces::openapi_json(&registry()),
        "the same registry gives the same document"
    );
    assert_eq!(document["openapi"], "3.1.0");
    assert!(
        !reply.text().contains("\"#/$defs"),
        "a reference into a schema that is not there"
    );
    let mut ids = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            ids.push(described["operationId"].as_str().unwrap().to_owned());
            assert!(
                !described["summary"].as_str().unwrap().is_empty(),
                "{method} {path}"
            );
            let declared: Vec<&Value> = described["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|p| p["in"] == "path")
                .collect();
            assert_eq!(declared.len(), path.matches('{').count(), "{method} {path}");
        }
    }
    for operation in house.app.workspace.registry().operations() {
        let path = format!("/api{}", operation.path);
        let described = &document["paths"][path][operation.method.name().to_lowercase()];
        assert_eq!(described["operationId"], operation.name);
        assert_eq!(described["summary"], operation.summary());
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "an operationId is there twice");
    let add = &document["paths"]["/api/samples"]["post"];
    assert_eq!(add["x-odysseus-scope"], "samples:write");
    let body = &add["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], serde_json::json!(["title"]));
    assert_eq!(body["properties"]["title"]["maxLength"], 100);
}

#[test]
fn the_list_of_scopes_names_what_each_opens() {
    let text = interfaces::scopes_md(&registry());
    for wanted in [
        "| `samples:write` | Change samples | yes | yes | `samples.add`, `samples.change`, `samples.remove`, `samples.shout` |",
        "| `email:send` | Send mail in your name | no | yes |  |",
    ] {
        assert!(text.contains(wanted), "`{wanted}` is missing in:\n{text}");
    }
}
