//! The beginning of a conversation, in every version of the protocol.

use axum::body::Body;
use axum::http::Method;
use rmcp::model::ProtocolVersion;
use serde_json::{Value, json};

use super::{BOTH, Client, ask, initialize};
use crate::house::{House, bearer};

#[tokio::test]
async fn every_version_with_a_handshake_is_spoken() {
    let house = House::open().await;
    let client = Client::new(&house, &["slow:read"]).await;
    let versions = ProtocolVersion::KNOWN_VERSIONS
        .iter()
        .filter(|version| version.has_initialize());
    let versions: Vec<&str> = versions.map(ProtocolVersion::as_str).collect();
    assert_eq!(versions.len(), 4);
    for version in versions {
        let reply = client.send(&initialize(version)).await;
        assert!(!reply.header("mcp-session-id").is_empty());
        assert_eq!(reply.header("cache-control"), "no-store");
        let result = reply.ok()["result"].clone();
        assert_eq!(result["protocolVersion"], version);
        assert_eq!(result["serverInfo"]["name"], "odysseus");
        assert_eq!(result["serverInfo"]["title"], "Odysseus");
        assert_eq!(
            result["capabilities"],
            json!({ "resources": {}, "tools": {} })
        );
        let instructions = result["instructions"].as_str().unwrap();
        assert!(instructions.contains("Asia/Tokyo") && instructions.contains("operations_search"));

        let note = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        let noted = client.send(&note).await;
        assert_eq!((noted.status.as_u16(), noted.body.len()), (202, 0));
        let mut request = client.request(ask(2, "tools/list", json!({})).to_string());
        request
            .headers_mut()
            .insert("mcp-protocol-version", version.parse().unwrap());
        let listed = house.send(request).await.ok();
        assert!(
            listed["result"]["tools"].as_array().unwrap().len() > 2,
            "{listed}"
        );
        assert_eq!(client.ask("ping", json!({})).await, json!({}));
    }
    // What we do not know is answered with what we know.
    for unknown in ["1999-01-01", "2099-01-01", ""] {
        let agreed =
            client.send(&initialize(unknown)).await.ok()["result"]["protocolVersion"].clone();
        let known = ProtocolVersion::KNOWN_VERSIONS
            .iter()
            .any(|version| agreed == version.as_str());
        assert!(known, "{unknown}: {agreed}");
    }
}

/// A request of the version that has neither handshake nor sessions.
async fn stateless(
    house: &House,
    token: &str,
    method: &str,
    mut params: Value,
    name: Option<&str>,
) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
    });
    let mut request = bearer(Method::POST, "/mcp", token)
        .header("content-type", "application/json")
        .header("accept", BOTH)
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", method);
    if let Some(name) = name {
        request = request.header("mcp-name", name);
    }
    let body = Body::from(ask("a", method, params).to_string());
    let reply = house.send(request.body(body).unwrap()).await;
    assert_eq!(reply.header("mcp-session-id"), "");
    reply.json()
}

#[tokio::test]
async fn the_version_without_a_handshake_is_spoken_too() {
    let house = House::open().await;
    let token = house.token(&["papers:read"]).await;
    let found = stateless(&house, &token, "server/discover", json!({}), None).await;
    let versions = found["result"]["supportedVersions"].as_array().unwrap();
    assert!(versions.contains(&json!("2026-07-28")) && versions.contains(&json!("2024-11-05")));
    assert!(
        found["result"]["instructions"]
            .as_str()
            .unwrap()
            .contains("Asia/Tokyo")
    );

    let listed = stateless(&house, &token, "tools/list", json!({}), None).await;
    // What one token sees, no cache may show another.
    assert_eq!(listed["result"]["cacheScope"], "private");
    let params = json!({ "name": "papers_get", "arguments": { "id": "n1" } });
    let called = stateless(&house, &token, "tools/call", params, Some("papers_get")).await;
    assert_eq!(called["result"]["structuredContent"]["text"], "# n1");
    let params = json!({ "uri": "odysseus://papers/none" });
    let missing = stateless(
        &house,
        &token,
        "resources/read",
        params,
        Some("odysseus://papers/none"),
    )
    .await;
    assert_eq!(missing["error"]["code"], -32602, "{missing}");
    // A header that says something else than the message is a lie to whoever routes by it.
    let params = json!({ "name": "papers_get", "arguments": { "id": "n1" } });
    let lied = stateless(&house, &token, "tools/call", params, Some("papers_list")).await;
    assert_eq!(lied["error"]["code"], -32020, "{lied}");
}

#[tokio::test]
async fn only_posts_with_a_token_from_no_foreign_page_are_taken() {
    let house = House::open().await;
    let client = Client::new(&house, &["slow:read"]).await;
    let ping = ask(1, "ping", json!({})).to_string();
    let post = || {
        crate::house::request(Method::POST, "/mcp")
            .header("accept", BOTH)
            .header("content-type", "application/json")
    };

    let nobody = house
        .send(post().body(Body::from(ping.clone())).unwrap())
        .await;
    nobody.problem(401);
    assert_eq!(nobody.header("www-authenticate"), "Bearer");
    // A browser's session is none of an agent's.
    let cookie = house.cookie().await;
    let person = post()
        .header("cookie", &cookie)
        .header("sec-fetch-site", "same-origin");
    house
        .send(person.body(Body::from(ping.clone())).unwrap())
        .await
        .problem(401);
    let wrong = post()
        .header("cookie", &cookie)
        .header("authorization", "Bearer ody_wrong");
    house
        .send(wrong.body(Body::from(ping.clone())).unwrap())
        .await
        .problem(401);

    for (name, value, status) in [
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("origin", "http://localhost:7000", 200),
        ("host", "evil.example", 421),
    ] {
        let mut request = client.request(ping.clone());
        request.headers_mut().insert(name, value.parse().unwrap());
        let reply = house.send(request).await;
        assert_eq!(reply.status, status, "{name}: {value}");
        if status != 200 {
            reply.problem(status);
        }
    }
    for method in [Method::GET, Method::DELETE, Method::PUT] {
        let reply = house
            .send(
                bearer(method, "/mcp", &client.token)
                    .body(Body::empty())
                    .unwrap(),
            )
            .await;
        reply.problem(405);
        assert_eq!(reply.header("allow"), "POST");
    }
}
