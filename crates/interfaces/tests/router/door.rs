//! What holds for every request: hosts, proxies, headers.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use std::net::SocketAddr;

use crate::house::{House, config, request};

#[tokio::test]
async fn only_our_own_hosts_are_answered() {
    let house = House::with(config(Some("https://odysseus.example.org/"), &[])).await;
    let get = async |host: Option<&str>, uri: &str| {
        let builder = Request::builder().uri(uri);
        let builder = host
            .into_iter()
            .fold(builder, |builder, host| builder.header("host", host));
        house.send(builder.body(Body::empty()).unwrap()).await
    };
    for host in [
        "localhost",
        "LOCALHOST:7000",
        "127.0.0.1:7000",
        "127.0.0.2",
        "[::1]:7000",
        "odysseus.example.org",
    ] {
        assert_eq!(get(Some(host), "/api/health").await.status, 200, "{host}");
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "192.168.1.5",
        "odysseus.example.org.evil",
        "10.0.0.1:7000",
        "a b",
    ] {
        let reply = get(Some(host), "/api/health").await;
        reply.problem(421);
    }
    let named = get(Some("evil.example:7000"), "/api/health").await;
    assert!(
        named.json()["hint"]
            .as_str()
            .unwrap()
            .contains("--public-url https://evil.example")
    );
    get(None, "/").await.problem(421);
    get(Some("localhost"), "http://evil.example/api/health")
        .await
        .problem(421);
}

#[tokio::test]
async fn every_answer_is_protected() {
    let house = House::open().await;
    let mut ids = Vec::new();
    for (path, status) in [
        ("/", 200),
        ("/nope", 404),
        ("/api/health", 200),
        ("/api/x", 404),
        ("/api/samples", 401),
    ] {
        let reply = house
            .send(request(Method::GET, path).body(Body::empty()).unwrap())
            .await;
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("x-frame-options"), "DENY");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        let kept = if path == "/" { "no-cache" } else { "no-store" };
        assert_eq!(reply.header("cache-control"), kept, "{path}");
        ids.push(reply.header("x-request-id").to_owned());
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[tokio::test]
async fn only_trusted_proxies_are_believed() {
    let house = House::with(config(None, &["10.0.0.0/8", "::1"])).await;
    let body = format!(
        r#"{{"username":"ann","password":"{}"}}"#,
        crate::house::PASSWORD
    );
    let login = async |peer: &str, proto: &str| {
        let peer: SocketAddr = peer.parse().unwrap();
        let mut request = request(Method::POST, "/api/auth/login")
            .header("content-type", "application/json")
            .header("x-forwarded-proto", proto)
            .body(Body::from(body.clone()))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        house.send(request).await
    };
    for (peer, proto, secure) in [
        ("10.1.2.3:5", "https", true),
        ("10.1.2.3:5", "http, https", true),
        ("10.1.2.3:5", "https, http", false),
        ("[::ffff:10.1.2.3]:5", "https", true),
        ("[::1]:5", "https", true),
        ("192.168.1.1:5", "https", false),
    ] {
        let reply = login(peer, proto).await;
        assert_eq!(reply.status, 200);
        assert_eq!(
            reply.header("set-cookie").ends_with("; Secure"),
            secure,
            "{peer} {proto}"
        );
    }
}

/// Sign-in is limited by address: whose word on the address counts shows in who is stopped.
#[tokio::test]
async fn a_made_up_address_does_not_get_around_a_limit() {
    let house = House::with(config(None, &["10.0.0.0/8"])).await;
    let attempt = async |peer: &str, forwarded: &str| {
        let peer: SocketAddr = peer.parse().unwrap();
        let mut request = request(Method::POST, "/api/auth/login")
            .header("content-type", "application/json")
            .header("x-forwarded-for", forwarded)
            .body(Body::from(
                r#"{"username":"nobody","password":"wrong wrong"}"#,
            ))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        house.send(request).await
    };
    for number in 1..=10 {
        let elsewhere = format!("203.0.113.{number}");
        attempt("192.0.2.1:5", &elsewhere).await.problem(401);
        attempt(
            "10.1.1.1:5",
            &format!("{elsewhere}, 198.51.100.7, 10.2.2.2"),
        )
        .await
        .problem(401);
    }
    let stopped = attempt("192.0.2.1:5", "203.0.113.99").await;
    stopped.problem(429);
    assert_ne!(stopped.header("retry-after"), "");
    attempt("10.1.1.1:5", "203.0.113.99, 198.51.100.7")
        .await
        .problem(429);
    attempt("10.1.1.1:5", "198.51.100.7, 203.0.113.99")
        .await
        .problem(401);
}

#[test]
fn configurations_that_make_no_sense_are_refused() {
    let listen = "127.0.0.1:7000".parse().unwrap();
    let none: [interfaces::Prefix; 0] = [];
    for url in [
        "odysseus.example.org",
        "ftp://odysseus.example.org",
        "mailto:a@b",
        "",
    ] {
        assert!(
            interfaces::Config::new(listen, Some(url), none).is_err(),
            "{url}"
        );
    }
    for range in [
        "10.0.0.0/33",
        "::/129",
        "ten",
        "10.0.0.0/",
        "/8",
        "10.0.0.0/-1",
    ] {
        assert!(range.parse::<interfaces::Prefix>().is_err(), "{range}");
    }
    let all: interfaces::Prefix = "0.0.0.0/0".parse().unwrap();
    assert!(all.contains("8.8.8.8".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
}
