//! Real connections: what the router alone does not see.

use std::net::SocketAddr;
use std::time::Duration;

use interfaces::serve;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::house::House;

/// Only a defect makes anything here take so long.
const LONG: Duration = Duration::from_secs(30);

async fn start(house: &House) -> (SocketAddr, watch::Sender<bool>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (close, closing) = watch::channel(false);
    (
        address,
        close,
        tokio::spawn(serve(listener, house.app.clone(), closing)),
    )
}

async fn begin(address: SocketAddr, head: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    connection
}

async fn rest(connection: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    timeout(LONG, connection.read_to_end(&mut rest))
        .await
        .unwrap()
        .unwrap();
    String::from_utf8(rest).unwrap()
}

#[tokio::test]
async fn a_server_that_closes_ends_its_streams_and_answers_nobody_after() {
    let house = House::open().await;
    let token = house.token(&["samples:read"]).await;
    let (address, close, server) = start(&house).await;
    let head = format!(
        "GET /api/events HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    let mut connection = begin(address, &head).await;
    let mut heard = String::new();
    let mut buffer = [0; 1024];
    while !heard.contains("listening") {
        let count = timeout(LONG, connection.read(&mut buffer))
            .await
            .unwrap()
            .unwrap();
        assert_ne!(count, 0, "{heard}");
        heard.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    close.send(true).unwrap();
    rest(&mut connection).await;
    timeout(LONG, server).await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_answer_to_head_is_that_to_get_without_its_body() {
    let house = House::open().await;
    let (address, _close, _server) = start(&house).await;
    let mut answers = Vec::new();
    for method in ["GET", "HEAD"] {
        let head = format!(
            "{method} /api/health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        );
        let mut connection = begin(address, &head).await;
        let answer = rest(&mut connection).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap()
            .to_owned();
        answers.push((length, body.len()));
    }
    let [(wanted, length), (announced, sent)] = answers.try_into().unwrap();
    assert_eq!((&announced, sent), (&wanted, 0));
    assert_eq!(wanted, length.to_string());
}

#[tokio::test]
async fn whoever_does_not_finish_the_head_of_a_request_is_let_go() {
    let house = House::open().await;
    let (address, _close, _server) = start(&house).await;
    let mut connection = begin(address, "GET /api/health HTTP/1.1\r\nHost: loc").await;
    tokio::time::pause();
    let start = Instant::now();
    let mut rest = Vec::new();
    timeout(LONG * 2, connection.read_to_end(&mut rest))
        .await
        .unwrap()
        .unwrap();
    assert!(
        start.elapsed() <= LONG + Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
}
