//! One exchange: what is sent, what comes back, and how it fails.

use std::time::Duration;

use net::header::{ACCEPT, AUTHORIZATION, HeaderName};
use net::{Client, Error, Purpose, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::server::{Reply, Server, whole};
use crate::{get, household};

#[tokio::test]
async fn sends_what_it_was_given_and_returns_any_status() {
    let server =
        Server::start(|_| whole("429 Too Many Requests", "retry-after: 7\r\n", "slow down")).await;
    let request = Request::post(
        household(&server.url("/todos?a=1#part")),
        Purpose::Household,
        "Call dentist",
    )
    .header(AUTHORIZATION, "Bearer tk_1")
    .unwrap()
    .header(HeaderName::from_static("x-title"), "Todo")
    .unwrap();
    let response = Client::new().send(request).await.unwrap();
    assert_eq!(response.status, 429);
    assert_eq!(response.headers["retry-after"], "7");
    assert_eq!(response.body, "slow down");
    let sent = server.requests().remove(0);
    for part in [
        "POST /todos?a=1 HTTP/1.1\r\n",
        "authorization: Bearer tk_1\r\n",
        "x-title: Todo\r\n",
        "user-agent: Odysseus/",
        "content-length: 12\r\n",
        "\r\n\r\nCall dentist",
    ] {
        assert!(sent.contains(part), "{part:?} in {sent:?}");
    }
    // RFC 9110 §8.6: a POST without content says so.
    Client::new()
        .send(Request::post(
            household(&server.url("/")),
            Purpose::Household,
            "",
        ))
        .await
        .unwrap();
    assert!(
        server.requests()[1].contains("content-length: 0\r\n"),
        "{:?}",
        server.requests()[1]
    );
}

#[tokio::test]
async fn a_header_cannot_smuggle_another() {
    let request = Request::get(household("http://127.0.0.1/"), Purpose::Household);
    let outcome = request.header(ACCEPT, "a\r\nx-evil: 1").map(|_| ());
    assert!(matches!(outcome, Err(Error::Refused { why }) if why.contains("accept")));
}

#[tokio::test]
async fn size_and_time_are_bounded() {
    const HEAD: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\n";
    let server = Server::start(|path| match path {
        "/fits" => whole("200 OK", "", "12345678"),
        "/over" => whole("200 OK", "", "123456789"),
        "/announced" => Reply::Whole(format!(
            "{HEAD}content-length: 99999999999999999999\r\n\r\n"
        )),
        "/large" => Reply::Whole(format!("{HEAD}content-length: 5000000000\r\n\r\n")),
        "/flood" => Reply::Flood(format!("{HEAD}\r\n")),
        "/short" => Reply::Whole(format!("{HEAD}content-length: 8\r\n\r\n123")),
        "/nonsense" => Reply::Whole("hello, this is no HTTP\r\n\r\n".into()),
        "/silent" => Reply::Drip("HTTP/1.1 200 OK\r\nx-slow: ".into()),
        _ => Reply::Drip(format!("{HEAD}\r\n")),
    })
    .await;
    let client = Client::new();
    let send = async |path: &str, timeout: u64, limit: usize| {
        let mut request = Request::get(household(&server.url(path)), Purpose::Household);
        (request.timeout, request.max_response_bytes) = (Duration::from_millis(timeout), limit);
        client.send(request).await
    };
    let host = || "127.0.0.1".to_owned();
    assert_eq!(send("/fits", 30_000, 8).await.unwrap().body, "12345678");
    for path in ["/over", "/large", "/flood"] {
        assert_eq!(
            send(path, 30_000, 8).await.unwrap_err(),
            Error::TooLarge {
                host: host(),
                limit: 8
            },
            "{path}"
        );
    }
    for path in ["/short", "/nonsense", "/announced"] {
        let error = send(path, 30_000, 8).await.unwrap_err();
        assert!(matches!(error, Error::Protocol { .. }), "{path}: {error:?}");
    }
    // Bytes keep coming, so only a deadline for the whole can end these.
    for path in ["/silent", "/drip"] {
        let error = send(path, 200, 1 << 30).await.unwrap_err();
        assert_eq!(
            error,
            Error::Timeout {
                host: host(),
                after: Duration::from_millis(200)
            },
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_failed_connection_says_why() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let https = format!("https://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .unwrap();
        // Kept open until the client hangs up, so that it reads this answer and no reset.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    let error = get(&Client::new(), &https).await.unwrap_err();
    assert!(
        error.is_temporary() && error.to_string().contains("does not speak TLS"),
        "{error}"
    );
    // Bound and let go again: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let error = get(&Client::new(), &format!("http://{free}/"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("nothing listens"), "{error}");
}

/// Runs the two tests named here again, in an environment with a proxy and without a certificate store.
#[test]
fn neither_a_proxy_nor_missing_certificates_matter() {
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    again.args([
        "--exact",
        "exchange::a_failed_connection_says_why",
        "exchange::sends_what_it_was_given_and_returns_any_status",
    ]);
    for proxy in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        again.env(proxy, "http://127.0.0.1:1");
    }
    again
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .env("SSL_CERT_FILE", "/dev/null")
        .env_remove("SSL_CERT_DIR");
    let output = again.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("2 passed"),
        "{text}"
    );
}
