//! What the doctor says of data directories that are well, that are not, and that are none.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use crate::backups::{furnished, text};
use crate::secrets::code;
use crate::support::{Home, Operations, PASSWORD, Receiver, Server, until};

#[tokio::test]
async fn another_sealing_key_is_said_plainly_and_the_server_starts() {
    let receiver = Receiver::start().await;
    let home = furnished(&receiver).await;
    let doctor = |more: &[&str]| home.odysseus(&[&["doctor", "--json"][..], more].concat(), "");
    let state = |checks: &str| -> Value {
        let checks: Vec<Value> = serde_json::from_str(checks).unwrap();
        checks
            .iter()
            .find(|check| check["name"] == "sealing key")
            .unwrap()["state"]
            .clone()
    };
    assert_eq!(state(&doctor(&[]).ok()), "ok");
    let server = Server::start(&home);
    let operations = Operations::of(&home);
    let ann = server.client().sign_in("ann").await;
    let offer = ann
        .run(
            operations.get("account.totp_begin"),
            json!({ "password": PASSWORD }),
        )
        .await
        .expect(200);
    let phone = || code(&home, offer["secret"].as_str().unwrap());
    let confirmed = ann
        .run(
            operations.get("account.totp_confirm"),
            json!({ "code": phone() }),
        )
        .await
        .expect(200);
    server.stop();
    let key = home.data().join("sealing.key");
    let old = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let ran = doctor(&[]);
    assert_eq!((ran.code, state(&ran.stdout)), (1, json!("bad")));
    assert!(!key.exists(), "looking makes no key");

    let server = Server::start(&home);
    assert!(
        server.log().contains("sealing key is not the one"),
        "{}",
        server.log()
    );
    let login = |code: &str| {
        let input = json!({ "username": "ann", "password": PASSWORD, "totp_code": code });
        let client = server.client();
        async move { client.post("/api/auth/login", &input).await }
    };
    let problem = login(&phone()).await.refused(503);
    assert!(problem.contains("cannot be checked"), "{problem}");
    until("the log says so", Duration::from_secs(30), async || {
        let said = server.log().contains("recovery codes work");
        said.then_some(())
    })
    .await;
    let recovery = confirmed["recovery_codes"][0].as_str().unwrap();
    let reply = login(recovery).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let ann = server.client().with_cookie_of(&reply);
    let health = ann.get("/api/health/details").await.expect(200);
    assert_eq!(health["state"], "bad", "{health}");
    server.stop();
    let ran = doctor(&[]);
    assert_eq!((ran.code, state(&ran.stdout)), (1, json!("bad")));
    let new = fs::read(&key).unwrap();
    fs::write(&key, &old).unwrap();
    assert_eq!(state(&doctor(&[]).ok()), "ok");
    fs::write(&key, &new).unwrap();
    assert_eq!(state(&doctor(&["--accept-key"]).ok()), "ok");
    assert_eq!(state(&doctor(&[]).ok()), "ok");
}

#[test]
fn the_doctor_makes_nothing_where_nothing_is() {
    let home = Home::new();
    let (empty, absent) = (home.path().join("empty"), home.path().join("absent"));
    fs::create_dir(&empty).unwrap();
    for place in [&empty, &absent] {
        for args in [
            vec!["doctor"],
            vec!["doctor", "--accept-key"],
            vec!["backup", "b.zip"],
        ] {
            let args = [&args[..], &["--data-dir", text(place)]].concat();
            let error = home.odysseus(&args, "").fails(1);
            assert!(error.contains("there is no database"), "{args:?}: {error}");
        }
    }
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0);
    assert!(!absent.exists());
    fs::write(empty.join("odysseus.db"), "no database at all").unwrap();
    let ran = home.odysseus(&["doctor", "--data-dir", text(&empty)], "");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("bad   database"), "{}", ran.stdout);
}
