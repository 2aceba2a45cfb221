//! Every route of the list answers, and nothing outside it does.

use serde_json::Value;

use crate::support::{Home, Operations, Server};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Method, path and what answers, of every line of `odysseus docs routes`.
fn listed(home: &Home) -> Vec<(String, String, String)> {
    let text = home.odysseus(&["docs", "routes"], "").ok();
    let line = |line: &str| {
        let mut words = line.splitn(3, ' ').filter(|word| !word.is_empty());
        let (method, rest) = (
            words.next()?.to_owned(),
            line.split_once(' ')?.1.trim_start(),
        );
        let (path, what) = rest.split_once("  ")?;
        Some((method, path.to_owned(), what.to_owned()))
    };
    text.lines()
        .map(|text| line(text).unwrap_or_else(|| panic!("no route: {text}")))
        .collect()
}

/// A path with something in place of its braces.
fn filled(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "none" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn the_list_of_routes_is_all_there_is() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let (routes, Operations(operations)) = (listed(&home), Operations::of(&home));
    for (method, path, what) in &routes {
        let known = match what.split_once(": ") {
            Some(("agent", names)) => {
                path.starts_with("/api/codex/")
                    && names
                        .split(", ")
                        .all(|name| operations.iter().any(|op| op.name == name))
            }
            _ => {
                what == "page"
                    || operations
                        .iter()
                        .any(|op| (&op.name, &op.method, &op.path) == (what, method, path))
            }
        };
        assert!(
            known,
            "{method} {path} is neither an operation's nor a page: {what}"
        );
    }
    for op in &operations {
        assert!(
            routes.iter().any(
                |(method, path, what)| (method, path, what) == (&op.method, &op.path, &op.name)
            )
        );
    }

    let server = Server::start(&home);
    let nobody = server.client();
    let nothing = "There is nothing under this path.";
    let elsewhere = |path: &str| path.contains("{*");
    for (method, path, what) in routes.iter().filter(|(_, path, _)| !elsewhere(path)) {
        let reply = nobody.send(method, &filled(path), None).await;
        let is_there = reply.status != 405 && (reply.status != 404 || reply.problem() != nothing);
        assert!(
            is_there,
            "{method} {path} ({what}): {} {}",
            reply.status,
            reply.text()
        );
        let taken: Vec<&str> = routes
            .iter()
            .filter(|(_, other, _)| other == path)
            .map(|(method, ..)| &**method)
            .collect();
        for wrong in METHODS.iter().filter(|method| !taken.contains(method)) {
            let reply = nobody.send(wrong, &filled(path), None).await;
            // A path with something in braces may cover another one that takes the method.
            if reply.status == 405 {
                let allow = reply.headers["allow"].to_str().unwrap().to_owned();
                assert!(
                    taken.iter().all(|method| allow.contains(method)) && !allow.contains(wrong),
                    "{path}: {allow}"
                );
                reply.problem();
            } else {
                let covered = routes
                    .iter()
                    .any(|(method, other, _)| method == wrong && covers(other, path));
                assert!(covered, "{wrong} {path}: {}", reply.status);
            }
        }
    }

    for path in [
        "/nope",
        "/api",
        "/api/",
        "/api/nope",
        "/api/codex",
        "/api/codex/nope",
        "/api/todos/1/2/3",
        "/static/x",
        "/api//todos",
        "/api/todos/",
        "/API/todos",
        "/setup/",
        "/..%2f..%2fetc/passwd",
        "/api/codex/../tokens%00",
    ] {
        for method in METHODS {
            let request = nobody.request(method, path);
            let reply = crate::support::Reply::of(request).await;
            assert!(
                [404, 401].contains(&reply.status),
                "{method} {path}: {} {}",
                reply.status,
                reply.text()
            );
            reply.problem();
        }
    }
    let document: Value = nobody.get("/api/openapi.json").await.expect(200);
    for (method, path, what) in routes
        .iter()
        .filter(|(_, path, _)| path.starts_with("/api/"))
    {
        let described = &document["paths"][path][method.to_lowercase()];
        assert!(
            described.is_object() || path == "/api/version",
            "{method} {path} ({what}) is not in the document"
        );
    }
    server.stop();
}

/// Whether a path with braces fits what another one is.
fn covers(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(&path)
            .all(|(ours, other)| ours.starts_with('{') || ours == other)
}
