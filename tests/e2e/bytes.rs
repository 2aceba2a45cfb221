//! Bytes that are no JSON object, and bytes that are hardly HTTP.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::hostile::{check, house, stored};
use crate::support::{Reply, Server};

#[tokio::test]
async fn bodies_that_are_no_json_object_are_refused() {
    let (home, server, ann, operations) = house().await;
    let before = stored(&home);
    let deep = "[".repeat(100_000);
    let huge = json!({ "title": "x".repeat(10 << 20) }).to_string();
    let json = "application/json";
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        (json, b"{".to_vec()),
        (json, b"[]".to_vec()),
        (json, b"\"text\"".to_vec()),
        (json, b"null".to_vec()),
        (json, b"{\"title\":1e999}".to_vec()),
        (json, b"{\"title\":\"a\",\"title\":\"b\"}".to_vec()),
        (json, b"{\"title\":\"a\"}{}".to_vec()),
        (json, b"{\"title\":\"\xff\xfe\"}".to_vec()),
        (json, br#"{"title":"\ud800"}"#.to_vec()),
        (json, br#"{"title":"\udc00\ud800"}"#.to_vec()),
        (json, br#"{"title":"a\u0000b"}"#.to_vec()),
        (json, br#"{"\u0000":1}"#.to_vec()),
        (json, b"{\"title\":NaN}".to_vec()),
        (json, b"{'title':'a'}".to_vec()),
        (json, b"\x00\x01\x02".to_vec()),
        (json, b"title=a".to_vec()),
        (json, deep.clone().into_bytes()),
        (json, format!("{{\"title\":{deep}").into_bytes()),
        (
            json,
            format!("{{\"a\":{}", "{\"a\":".repeat(50_000)).into_bytes(),
        ),
        (json, huge.into_bytes()),
        ("text/xml", b"<a/>".to_vec()),
        ("text/plain", b"{\"title\":\"a\"}".to_vec()),
        ("multipart/form-data; boundary=x", b"--x--".to_vec()),
        ("application/x-www-form-urlencoded", b"title=%ff".to_vec()),
        (
            "application/x-www-form-urlencoded",
            b"title=a&title=b".to_vec(),
        ),
        (
            "application/json; charset=utf-16",
            b"\xff\xfe{\x00}\x00".to_vec(),
        ),
    ];
    // Operations without a field of that name refuse them for that; those with it have to look.
    for op in operations.iter().filter(|op| op.method != "GET") {
        let (path, _) = op.target(op.example(false).as_object().unwrap().clone());
        let enough = if op.name == "todos.add" {
            bodies.len()
        } else {
            8
        };
        for (kind, body) in &bodies[..enough] {
            let request = ann
                .request(&op.method, &path)
                .header("Content-Type", *kind)
                .body(body.clone());
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            check(
                &Reply::of(request).await,
                &format!("{} {kind} {shown}", op.name),
            );
        }
    }
    let reply = Reply::of(
        ann.request("POST", "/api/todos")
            .header("Content-Type", json)
            .body(bodies[19].1.clone()),
    )
    .await;
    reply.refused(413);
    assert_eq!(stored(&home), before);
    server.stop();
}

/// Sends bytes as they are, and gives what comes back; `cut` hangs up right after them.
async fn raw(server: &Server, bytes: &[u8], cut: bool) -> String {
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap())
        .await
        .unwrap();
    // The server may hang up on the first wrong byte.
    let _ = stream.write_all(bytes).await;
    if cut {
        let _ = stream.shutdown().await;
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn what_is_hardly_http_is_refused() {
    let (home, server, ann, _) = house().await;
    let before = stored(&home);
    let host = server.url.strip_prefix("http://").unwrap();
    let end = "Connection: close\r\n\r\n";
    let long_header = format!(
        "GET /api/todos HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n{end}",
        "x".repeat(1 << 20)
    );
    let many = "X: y\r\n".repeat(5_000);
    let cases: Vec<(Vec<u8>, &[u16])> = vec![
        (format!("GET /api/health HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[200]),
        (format!("GET /api/todos HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[401]),
        (format!("GET /api/todos HTTP/1.1\r\nHost: evil.example\r\n{end}").into_bytes(), &[421]),
        (format!("GET /api/health HTTP/1.1\r\nHost: evil.example:80\r\n{end}").into_bytes(), &[421]),
        (format!("GET /api/health HTTP/1.1\r\n{end}").into_bytes(), &[400, 421]),
        (long_header.into_bytes(), &[431]),
        (format!("GET /api/todos HTTP/1.1\r\nHost: {host}\r\n{many}{end}").into_bytes(), &[400, 431]),
        (format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n{end}", "a".repeat(100_000)).into_bytes(), &[414, 404, 431, 400]),
        (format!("GET /api/%ff%fe HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[400, 404]),
        (format!("GET /api/todos/%ff HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[400, 401]),
        (format!("BREW /api/todos HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[405]),
        (format!("GET /api/todos HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer ody_\u{ff}\r\n{end}").into_bytes(), &[401]),
        (b"GET /api/todos HTTP/1.1\r\nBad Header\r\n\r\n".to_vec(), &[400]),
        (b"\x16\x03\x01\x00\xa5\x01\x00\x00".to_vec(), &[400]),
    ];
    for (bytes, wanted) in cases {
        let answer = raw(&server, &bytes, false).await;
        let status: u16 = answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or_default();
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert!(wanted.contains(&status), "{shown}: {answer:.200}");
        assert!(!answer.contains("panicked"));
    }
    // A body that is announced and never comes, or only half.
    for length in ["100", "18446744073709551616", "-1", "x"] {
        let head = format!(
            "POST /api/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{{\"user"
        );
        let answer = raw(&server, head.as_bytes(), true).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{length}: {answer}"
        );
    }
    ann.get("/api/todos").await.expect(200);
    assert_eq!(stored(&home), before);
    server.stop();
}
