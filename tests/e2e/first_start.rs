//! An empty directory becomes somebody's Odysseus.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::support::{Client, Home, PASSWORD, Reply, Server, until};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The one-time links that the server printed.
fn links(server: &Server) -> Vec<String> {
    let printed = server.printed();
    printed
        .split_whitespace()
        .filter(|word| word.contains("/setup?token="))
        .map(ToOwned::to_owned)
        .collect()
}

async fn form(client: &Client, path: &str, pairs: &[(&str, &str)]) -> Reply {
    let body = serde_urlencoded::to_string(pairs).unwrap();
    let request = client
        .request("POST", path)
        .header("Content-Type", "application/x-www-form-urlencoded");
    Reply::of(request.body(body)).await
}

#[tokio::test]
async fn the_printed_link_makes_the_first_admin_once_and_a_restart_keeps_everything() {
    let home = Home::new();
    let server = Server::start(&home);
    let nobody = server.client();
    let health = nobody.get("/api/health").await.expect(200);
    assert_eq!(
        health,
        json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })
    );
    assert_eq!(
        nobody.get("/api/auth/status").await.expect(200)["configured"],
        false
    );

    let printed = until("the link", Duration::from_secs(30), async || {
        Some(links(&server)).filter(|links| !links.is_empty())
    });
    let printed = printed.await;
    let [link] = &printed[..] else {
        panic!("one link: {}", server.printed())
    };
    let page = link
        .strip_prefix(&server.url)
        .expect("the link is this server's");
    let (_, token) = page.split_once("token=").unwrap();
    let page = nobody.request("GET", page).header("Accept", "text/html");
    assert_eq!(Reply::of(page).await.status, 200);

    let account = |token| {
        [
            ("token", token),
            ("username", "ann"),
            ("password", PASSWORD),
            ("time_zone", "Asia/Tokyo"),
        ]
    };
    for wrong in ["", "not-the-token", &token[..token.len() - 1]] {
        let refused = form(&nobody, "/api/auth/setup", &account(wrong)).await;
        assert!((400..404).contains(&refused.status), "{}", refused.text());
        refused.problem();
    }
    let made = form(&nobody, "/api/auth/setup", &account(token)).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let again =
        json!({ "token": token, "username": "eve", "password": PASSWORD, "time_zone": "UTC" });
    let again = nobody.post("/api/auth/setup", &again).await;
    assert!((400..410).contains(&again.status), "{}", again.text());
    again.problem();

    let cookie = made.headers["set-cookie"].to_str().unwrap();
    for flag in [
        "odysseus_session=",
        "HttpOnly",
        "SameSite=Strict",
        "Path=/",
        "Max-Age=",
    ] {
        assert!(cookie.contains(flag), "{flag}: {cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "over plain http a secure cookie would never come back: {cookie}"
    );
    let status = nobody
        .with_cookie_of(&made)
        .get("/api/auth/status")
        .await
        .expect(200);
    assert_eq!(status["is_admin"], true, "{status}");

    let wrong = json!({ "username": "ann", "password": "wrong" });
    assert_eq!(
        nobody.post("/api/auth/login", &wrong).await.refused(401),
        "Invalid credentials"
    );
    let ann = nobody.sign_in("ann").await;
    let secret = token_over_rest(&ann).await;
    let agent = nobody.token(&secret);
    agent
        .post("/api/codex/todos", &json!({ "title": "Call dentist" }))
        .await
        .expect(200);

    assert_eq!(mode(&home.data()), 0o700);
    for file in std::fs::read_dir(home.data()).unwrap().map(Result::unwrap) {
        let mode = mode(&file.path());
        assert_eq!(
            mode & 0o077,
            0,
            "{} is {mode:o}: only its owner may read it",
            file.path().display()
        );
    }
    server.stop();

    let server = Server::start(&home);
    assert_eq!(links(&server), [] as [&str; 0]);
    let agent = server.client().token(&secret);
    let todos = agent.get("/api/codex/todos").await.expect(200);
    assert_eq!(todos["todos"][0]["title"], "Call dentist", "{todos}");
    server.client().sign_in("ann").await;
    server.stop();
}

/// Makes a token as the settings page does: with the cookie, and only from a page of our own.
async fn token_over_rest(ann: &Client) -> String {
    let wanted = json!({ "name": "Claude Agent", "scopes": ["todos:write"] });
    for (header, value) in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let mut request = ann
            .request("POST", "/api/tokens")
            .json(&wanted)
            .build()
            .unwrap();
        request.headers_mut().insert(header, value.parse().unwrap());
        assert_eq!(
            reqwest::Client::new()
                .execute(request)
                .await
                .unwrap()
                .status(),
            403,
            "{header}: {value}"
        );
    }
    let mut request = ann
        .request("POST", "/api/tokens")
        .json(&wanted)
        .build()
        .unwrap();
    request.headers_mut().remove("Sec-Fetch-Site");
    assert_eq!(
        reqwest::Client::new()
            .execute(request)
            .await
            .unwrap()
            .status(),
        403,
        "no sign of a page"
    );

    let made = ann.post("/api/tokens", &wanted).await.expect(200);
    assert_eq!(
        made["scopes"],
        json!(["todos:read", "todos:write"]),
        "{made}"
    );
    let secret = made["token"].as_str().unwrap();
    assert!(secret.starts_with("ody_") && secret.len() == 42, "{secret}");
    let listed = ann.get("/api/tokens").await.expect(200).to_string();
    assert!(
        listed.contains("Claude Agent") && !listed.contains(secret),
        "a token is shown once: {listed}"
    );
    secret.to_owned()
}

#[tokio::test]
async fn the_environment_names_the_admin_and_the_twins_of_the_flags() {
    let home = Home::new();
    let elsewhere = home.path().join("elsewhere");
    let mut command = home.command(env!("CARGO_BIN_EXE_odysseus"));
    command
        .env("ODYSSEUS_ADMIN_USER", "Ann")
        .env("ODYSSEUS_ADMIN_PASSWORD", PASSWORD)
        .env("ODYSSEUS_LISTEN", "127.0.0.1:0")
        .env("ODYSSEUS_DATA_DIR", &elsewhere);
    // Plain `odysseus` serves.
    let server = Server::start_with(&mut command);
    assert_eq!(links(&server), [] as [&str; 0]);
    let ann = server.client().sign_in("ann").await;
    let status = ann.get("/api/auth/status").await.expect(200);
    assert_eq!(
        (&status["username"], &status["is_admin"]),
        (&json!("ann"), &json!(true))
    );
    assert!(elsewhere.join("odysseus.db").is_file() && !home.data().exists());
    for leaked in [server.printed(), server.log()] {
        assert!(!leaked.contains(PASSWORD));
    }
    server.stop();
    // The account is there now: a second start with the same variables changes nothing.
    let server = Server::start_with(&mut command);
    server.client().sign_in("ann").await;
    server.stop();
}

#[test]
fn a_second_server_on_the_same_port_says_so_and_touches_nothing() {
    let (home, other) = (Home::new(), Home::new());
    let server = Server::start(&home);
    let address = server.url.strip_prefix("http://").unwrap();
    let error = other.odysseus(&["serve", "--listen", address], "").fails(1);
    assert!(error.contains(address), "{error}");
    assert!(!other.data().exists());
    server.stop();
}
