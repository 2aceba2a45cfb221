//! A library of 100,000 documents, and one of 1 MB; and what a call costs as a tool of MCP.

use std::io;
use std::time::Duration;

use serde_json::{Value, json};

use crate::figures::{MANY, READERS, WRITERS};
use crate::http::{self, Connection};
use crate::load::{Load, Until, load};
use crate::report::Figure;
use crate::server::{Product, Server};
use crate::times::ms;

/// Words that texts are made of, as common as natural ones are: the n-th comes with a share of 1/n.
const WORDS: u64 = 20_000;
/// Words of a document: about 2 KB.
const LENGTH: u64 = 300;
/// Connections that search at once: as many as read the database at once.
const SEARCHERS: u64 = 4;

const SEARCH: Duration = Duration::from_millis(30);
const OPEN: Duration = Duration::from_millis(20);

/// Fills the library, then measures it.
pub(super) async fn measure(product: &Product) -> io::Result<Vec<Figure>> {
    let server = product.start()?;
    let token = product.token.clone();
    let sent = Until::Sent(MANY.div_ceil(WRITERS));
    let filled = load(server.address, WRITERS, sent, move |number| {
        create(
            &token,
            &format!("{} {number}", word(number)),
            LENGTH,
            number,
        )
    });
    let filled = filled.await?;
    let mut figures = vec![plain("new documents of 2 KB, 64 writers", &filled)];

    figures.push(searches(product, &server).await?);
    figures.extend(pages(product, &server).await?);
    figures.extend(large(product, &server).await?);
    figures.push(tool(product, &server).await?);
    server.stop()?;
    Ok(figures)
}

/// The n-th of an endless row of numbers that look random (SplitMix64, Steele, Lea and Flood 2014).
fn random(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A word of the language: the first ones are the most common.
fn word(number: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "to", "mi", "re", "lu", "sa", "no", "vi", "de", "po", "ha", "gi", "zu", "fe", "ro",
        "ba",
    ];
    let mut left = number;
    let mut word = String::new();
    loop {
        let at = usize::try_from(left % 16).unwrap_or_default();
        word.push_str(SYLLABLES.get(at).copied().unwrap_or_default());
        left /= 16;
        if left == 0 {
            return word;
        }
    }
}

fn text(words: u64, seed: u64) -> String {
    let mut text = String::new();
    for place in 0..words {
        // 2^(14.3 * r) for r between 0 and 1: the share of the n-th word falls with n.
        let exponent = random(seed.wrapping_mul(1_000_003).wrapping_add(place)) % 14_300;
        let low = 1_u64 << (exponent / 1_000);
        let within = random(exponent ^ seed ^ place) % low;
        text.push_str(&word((low + within) % WORDS));
        text.push(if place % 12 == 11 { '\n' } else { ' ' });
    }
    text
}

fn create(token: &str, title: &str, words: u64, seed: u64) -> Vec<u8> {
    let body = json!({ "title": title, "content": text(words, seed), "language": "markdown" });
    http::request("POST", "/api/documents", token, &body.to_string())
}

/// Rare words, common ones, several, and beginnings of words.
async fn searches(product: &Product, server: &Server) -> io::Result<Figure> {
    let token = product.token.clone();
    let found = load(
        server.address,
        SEARCHERS,
        Until::Elapsed(Duration::from_secs(15)),
        move |number| {
            let one = |bits: u32| word(random(number) % (1 << bits));
            let words = match number % 5 {
                0 => one(14),
                1 => one(6),
                2 => format!("{}+{}", one(10), one(12)),
                3 => format!("{}+{}", one(4), one(13)),
                _ => one(12).chars().take(3).collect(),
            };
            let path = format!("/api/documents?limit=20&search={words}");
            http::request("GET", &path, &token, "")
        },
    )
    .await?;
    Ok(Figure {
        what: "search of 100,000 documents, 4 connections",
        budget: "p99 ≤ 30 ms".to_owned(),
        measured: speed(&found),
        floor: String::new(),
        kept: Some(found.times.p99() <= SEARCH),
    })
}

/// The first page, and one after 90,000 documents.
async fn pages(product: &Product, server: &Server) -> io::Result<[Figure; 2]> {
    let mut connection = Connection::open(server.address).await?;
    let mut path = "/api/documents?limit=200".to_owned();
    for _ in 0..450 {
        let request = http::request("GET", &path, &product.token, "");
        let page: Value = serde_json::from_slice(connection.send(&request).await?.success()?.body)?;
        let cursor = page.get("next_cursor").and_then(Value::as_str);
        path = format!(
            "/api/documents?limit=200&cursor={}",
            cursor.ok_or_else(|| io::Error::other("the list ends too early"))?
        );
    }
    let first = lists(product, server, "/api/documents?limit=20".to_owned()).await?;
    let deep = lists(product, server, path.replace("limit=200", "limit=20")).await?;
    let flat = deep.times.p50() <= first.times.p50() * 2;
    Ok([
        plain("list of 20 of 100,000 documents, 16 connections", &first),
        Figure {
            budget: "p50 ≤ twice the first page's".to_owned(),
            kept: Some(flat),
            ..plain("the same after 90,000 of them", &deep)
        },
    ])
}

async fn lists(product: &Product, server: &Server, path: String) -> io::Result<Load> {
    let list = http::request("GET", &path, &product.token, "");
    let again = Until::Elapsed(Duration::from_secs(5));
    load(server.address, READERS, again, move |_| list.clone()).await
}

/// A document of 1 MB: made, opened, and changed in one place.
async fn large(product: &Product, server: &Server) -> io::Result<[Figure; 3]> {
    let token = product.token.clone();
    let made = load(server.address, 1, Until::Sent(10), move |number| {
        create(&token, "A large one", 150_000, number)
    });
    let made = made.await?;
    let mut connection = Connection::open(server.address).await?;
    let newest = http::request("GET", "/api/documents?limit=1", &product.token, "");
    let page: Value = serde_json::from_slice(connection.send(&newest).await?.success()?.body)?;
    let id = page.pointer("/items/0/id").and_then(Value::as_str);
    let id = id.ok_or_else(|| io::Error::other("the list is empty"))?;
    let path = format!("/api/documents/{id}");

    let open = http::request("GET", &path, &product.token, "");
    let opened = load(server.address, 1, Until::Sent(200), move |_| open.clone()).await?;
    let (token, path) = (product.token.clone(), format!("{path}/edit"));
    // A place to change: added once, then counted up.
    let (first, there) = (text(150_000, 9), "\nmark 0\n");
    let start = first.lines().next().unwrap_or_default().to_owned();
    let add = json!({ "edits": [{ "find": start, "replace": format!("{start}{there}") }] });
    let add = http::request("POST", &path, &token, &add.to_string());
    connection.send(&add).await?.success()?;
    let edited = load(server.address, 1, Until::Sent(50), move |number| {
        let edit = json!({ "find": format!("\nmark {number}\n"), "replace": format!("\nmark {}\n", number + 1) });
        http::request(
            "POST",
            &path,
            &token,
            &json!({ "edits": [edit] }).to_string(),
        )
    });
    let edited = edited.await?;
    Ok([
        plain("new document of 1 MB", &made),
        Figure {
            budget: "p99 ≤ 20 ms".to_owned(),
            kept: Some(opened.times.p99() <= OPEN),
            ..plain("open a document of 1 MB", &opened)
        },
        plain("change a word in a document of 1 MB", &edited),
    ])
}

/// The list of 20 documents once more, asked for as a tool.
async fn tool(product: &Product, server: &Server) -> io::Result<Figure> {
    let called = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "documents_list", "arguments": { "limit": 20 } },
    });
    let request = http::request("POST", "/mcp", &product.token, &called.to_string());
    let request = String::from_utf8_lossy(&request).replacen(
        "\r\n\r\n",
        "\r\nAccept: application/json, text/event-stream\r\n\r\n",
        1,
    );
    let request = request.into_bytes();
    let again = Until::Elapsed(Duration::from_secs(5));
    let called = load(server.address, READERS, again, move |_| request.clone()).await?;
    Ok(plain(
        "the same list as a tool of MCP, 16 connections",
        &called,
    ))
}

fn plain(what: &'static str, load: &Load) -> Figure {
    Figure {
        what,
        budget: String::new(),
        measured: speed(load),
        floor: String::new(),
        kept: None,
    }
}

fn speed(load: &Load) -> String {
    format!(
        "{:.0} a second, p50 {}, p99 {}; {} bytes",
        load.per_second(),
        ms(load.times.p50()),
        ms(load.times.p99()),
        load.body_bytes
    )
}
