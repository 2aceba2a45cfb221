//! The web app's files as browsers load them.

use std::io::Write;

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use flate2::Compression;
use flate2::write::GzEncoder;
use interfaces::{WebApp, WebFile};

use crate::house::{House, Reply, config, request};

const PAGE: &str = "<!doctype html><title>Odysseus</title>";
const SCRIPT: &str = "console.log('an app')";
/// What browsers send when somebody goes to a page.
const NAVIGATION: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// An app of a page, a script and a picture. Nobody here reads Brotli: it is passed on as it is.
pub(crate) fn app() -> WebApp {
    let compressed = |text: &str| {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text.as_bytes()).unwrap();
        WebFile::Compressed {
            brotli: format!("Brotli of {text}").into(),
            gzip: gzip.finish().unwrap().into(),
        }
    };
    WebApp::new([
        ("index.html", compressed(PAGE)),
        ("assets/app-4f2a.js", compressed(SCRIPT)),
        (
            "assets/sky-1b.png",
            WebFile::Plain(b"\x89PNG".to_vec().into()),
        ),
        ("manifest.webmanifest", compressed("{}")),
    ])
}

async fn send(house: &House, method: Method, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = headers
        .iter()
        .fold(request(method, path), |request, (name, value)| {
            request.header(*name, *value)
        });
    house.send(request.body(Body::empty()).unwrap()).await
}

async fn get(house: &House, path: &str, headers: &[(&str, &str)]) -> Reply {
    send(house, Method::GET, path, headers).await
}

#[tokio::test]
async fn each_browser_gets_the_smallest_form_that_it_takes() {
    let house = House::open().await;
    for (accepted, coding) in [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, BR;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("identity, gzip;q=0.5", ""),
        ("gzip;q=nonsense", ""),
        ("deflate", ""),
        ("*;q=0", ""),
        ("", ""),
    ] {
        let reply = get(&house, "/", &[("accept-encoding", accepted)]).await;
        assert_eq!(reply.header("content-encoding"), coding, "{accepted}");
        assert_eq!(reply.header("vary"), "Accept-Encoding");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        match coding {
            "br" => assert_eq!(reply.text(), format!("Brotli of {PAGE}")),
            "gzip" => assert!(reply.body.starts_with(&[0x1f, 0x8b])),
            _ => assert_eq!(reply.text(), PAGE),
        }
    }
    let asked_for_nothing = get(&house, "/assets/app-4f2a.js", &[]).await;
    assert_eq!(asked_for_nothing.text(), SCRIPT);
    let picture = get(
        &house,
        "/assets/sky-1b.png",
        &[("accept-encoding", "br, gzip")],
    )
    .await;
    assert_eq!(picture.header("content-encoding"), "");
    assert_eq!(&picture.body[..], b"\x89PNG");
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let house = House::open().await;
    for path in [
        "/",
        "/index.html",
        "/assets/app-4f2a.js",
        "/assets/sky-1b.png",
    ] {
        let mut tags = Vec::new();
        for coding in ["br", "gzip", "identity"] {
            let fresh = get(&house, path, &[("accept-encoding", coding)]).await;
            let tag = fresh.header("etag").to_owned();
            assert!(tag.starts_with('"') && tag.ends_with('"'), "strong: {tag}");
            for known in [
                tag.clone(),
                format!("W/{tag}"),
                format!("\"old\", {tag}"),
                "*".to_owned(),
            ] {
                let headers = [("accept-encoding", coding), ("if-none-match", &known)];
                let reply = get(&house, path, &headers).await;
                assert_eq!(
                    (reply.status.as_u16(), reply.body.len()),
                    (304, 0),
                    "{path} {known}"
                );
                for repeated in ["etag", "cache-control", "vary"] {
                    assert_eq!(reply.header(repeated), fresh.header(repeated), "{repeated}");
                }
            }
            let other = [("accept-encoding", coding), ("if-none-match", "\"other\"")];
            assert_eq!(get(&house, path, &other).await.status, 200);
            tags.push(tag);
        }
        tags.dedup();
        let forms = if path.ends_with("png") { 1 } else { 3 };
        assert_eq!(tags.len(), forms, "a tag for each form of {path}: {tags:?}");
    }
    let page = get(&house, "/", &[]).await.header("etag").to_owned();
    let script = get(&house, "/assets/app-4f2a.js", &[]).await;
    assert_ne!(script.header("etag"), page);
    assert_eq!(
        script.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    for asked_about in ["/", "/index.html", "/manifest.webmanifest", "/todos"] {
        let reply = get(&house, asked_about, &[("accept", NAVIGATION)]).await;
        assert_eq!(reply.header("cache-control"), "no-cache", "{asked_about}");
    }
}

#[tokio::test]
async fn a_browser_that_goes_to_a_view_of_the_app_gets_its_page_and_nobody_else_does() {
    let house = House::open().await;
    for path in [
        "/setup?token=abc",
        "/todos",
        "/documents/1/versions",
        "/todos.html",
        "/a%20b",
    ] {
        let reply = get(&house, path, &[("accept", NAVIGATION)]).await;
        assert_eq!(
            (reply.status.as_u16(), reply.text()),
            (200, PAGE.to_owned()),
            "{path}"
        );
        assert_eq!(reply.header("vary"), "Accept, Accept-Encoding");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        for accepted in ["*/*", "text/html;q=0", "application/json", "text/*"] {
            let reply = get(&house, path, &[("accept", accepted)]).await;
            reply.problem(404);
            assert_eq!(reply.header("cache-control"), "no-store");
        }
        get(&house, path, &[]).await.problem(404);
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let reply = send(&house, method, path, &[("accept", NAVIGATION)]).await;
            reply.problem(404);
        }
    }
    for path in [
        "/assets/app-gone.js",
        "/assets/",
        "/assets",
        "/api",
        "/api/",
        "/api/nope",
        "/mcp/x",
    ] {
        let reply = get(&house, path, &[("accept", NAVIGATION)]).await;
        reply.problem(404);
    }
    let wrong = send(&house, Method::POST, "/", &[]).await;
    wrong.problem(405);
    assert_eq!(wrong.header("allow"), "GET, HEAD");
}

#[tokio::test]
async fn a_head_request_tells_what_a_get_would_give() {
    let house = House::open().await;
    let fields = |reply: &Reply| {
        let mut headers: HeaderMap = reply.headers.clone();
        headers.remove("x-request-id");
        headers.remove("content-length");
        (reply.status, headers)
    };
    for path in ["/", "/assets/app-4f2a.js", "/todos"] {
        let headers = [("accept", NAVIGATION), ("accept-encoding", "br")];
        let full = get(&house, path, &headers).await;
        let head = send(&house, Method::HEAD, path, &headers).await;
        assert_eq!(fields(&head), fields(&full), "{path}");
    }
}

#[tokio::test]
async fn pages_are_closed_to_what_is_not_theirs() {
    let house = House::open().await;
    let page = get(&house, "/", &[]).await;
    let policy = page.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(
            policy.split("; ").any(|part| part == rule),
            "{rule}: {policy}"
        );
    }
    for open in ["unsafe", "http", "*"] {
        assert!(!policy.contains(open), "{open}: {policy}");
    }
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
    let api = get(&house, "/api/health", &[]).await;
    assert_eq!(
        api.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
}

#[tokio::test]
async fn a_folder_is_served_as_it_is_now_and_nothing_around_it() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("dist");
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    std::fs::write(outside.path().join("secret.txt"), "secret").unwrap();
    std::fs::write(folder.join("index.html"), PAGE).unwrap();
    std::fs::write(folder.join("assets/app.js"), SCRIPT).unwrap();
    std::fs::write(folder.join(".hidden"), "secret").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path(), folder.join("out")).unwrap();
    let house = House::with_web(config(None, &[]), WebApp::from_folder(&folder).unwrap()).await;

    let script = get(&house, "/assets/app.js", &[("accept-encoding", "br, gzip")]).await;
    assert_eq!(
        (script.text(), script.header("content-encoding")),
        (SCRIPT.to_owned(), "")
    );
    assert_eq!(
        (script.header("cache-control"), script.header("etag")),
        ("no-store", "")
    );
    assert_eq!(
        get(&house, "/todos", &[("accept", NAVIGATION)])
            .await
            .text(),
        PAGE
    );
    std::fs::write(folder.join("index.html"), "newer").unwrap();
    assert_eq!(get(&house, "/", &[]).await.text(), "newer");

    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "/assets/..%5c..%5csecret.txt",
        "//etc/passwd",
        "/out/secret.txt",
        "/.hidden",
        "/assets",
        "/assets/",
        "/assets//app.js",
        "/./index.html",
    ] {
        let reply = get(&house, path, &[]).await;
        reply.problem(404);
    }
    assert!(WebApp::from_folder(&outside.path().join("nowhere")).is_err());
    assert!(WebApp::from_folder(&folder.join("index.html")).is_err());

    std::fs::remove_file(folder.join("index.html")).unwrap();
    get(&house, "/", &[("accept", NAVIGATION)])
        .await
        .problem(404);
}
