//! Signing in and out.

use identity::{SignIn, SignedIn};
use operation::Kind;
use serde_json::json;
use storage::Fault;
use storage::diesel::RunQueryDsl;
use storage::diesel::sql_query;
use storage::diesel::sql_types::{BigInt, Text};

use crate::house::{House, PASSWORD, holds, refusal, text};

const NOT_SIGNED_IN: &str = "Unauthenticated: You are not signed in.";
const WRONG: &str = "Unauthenticated: Invalid credentials";

#[tokio::test]
async fn the_life_of_a_session() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let bert = house.user("bert", true).await;
    for (name, password) in [
        ("anna", "wrong horse"),
        ("anna", ""),
        ("nobody", PASSWORD),
        ("api", PASSWORD),
        ("", PASSWORD),
        ("a\0nna", PASSWORD),
        ("anna' --", PASSWORD),
    ] {
        assert_eq!(
            refusal(house.try_sign_in(name, password, None).await),
            WRONG,
            "{name}"
        );
    }

    let first = house.sign_in(" Anna ").await;
    let second = house.sign_in("anna").await;
    assert_ne!(first, second, "each sign-in has a cookie of its own");
    assert!(!holds(&house.files(), &first) && !holds(&house.files(), PASSWORD));
    assert!(
        holds(&house.files(), "$argon2id$v=19$m=19456,t=2,p=1$"),
        "OWASP's parameters"
    );

    let caller = house.identity.session(&first).await.unwrap();
    assert_eq!(*caller.user, *anna.user);
    let listed = house
        .call(&caller, "sessions.list", json!({}))
        .await
        .unwrap();
    let of = |current: bool| {
        let mut found = listed
            .as_array()
            .unwrap()
            .iter()
            .filter(|session| session["current"] == current);
        let session = found.next().unwrap().clone();
        assert!(found.next().is_none());
        session
    };
    assert_eq!(of(true)["user_agent"], "Lynx");
    assert_eq!(of(true)["expires_at"], "2026-11-23T10:00:00Z");
    assert!(text(&of(true)["address"]).starts_with("10."));

    let other = json!({ "id": of(false)["id"] });
    let foreign = house.call(&bert, "sessions.revoke", other.clone()).await;
    assert_eq!(refusal(foreign), "NotFound: There is no such session.");
    house.identity.session(&second).await.unwrap();
    house
        .call(&caller, "sessions.revoke", other.clone())
        .await
        .unwrap();
    assert_eq!(
        refusal(house.identity.session(&second).await),
        NOT_SIGNED_IN
    );
    assert_eq!(
        refusal(house.call(&caller, "sessions.revoke", other).await),
        "NotFound: There is no such session."
    );

    let third = house.sign_in("anna").await;
    let berts = house.sign_in("bert").await;
    let ended = house
        .call(&caller, "sessions.revoke_others", json!({}))
        .await
        .unwrap();
    assert_eq!(ended, json!({ "revoked": 1 }));
    assert_eq!(refusal(house.identity.session(&third).await), NOT_SIGNED_IN);
    house.identity.session(&berts).await.unwrap();

    house.identity.sign_out(&first).await.unwrap();
    assert_eq!(refusal(house.identity.session(&first).await), NOT_SIGNED_IN);
    house.identity.sign_out(&first).await.unwrap();
    for cookie in [
        "",
        "x",
        &"A".repeat(43),
        &"é".repeat(43),
        &"x".repeat(100_000),
    ] {
        assert_eq!(refusal(house.identity.session(cookie).await), NOT_SIGNED_IN);
    }
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    let house = House::new();
    house.user("anna", false).await;
    let mut cookies = Vec::new();
    for (remember, hours) in [(false, 24), (true, 7 * 24)] {
        let attempt = SignIn {
            name: "anna".to_owned(),
            password: PASSWORD.to_owned(),
            totp_code: None,
            remember,
            user_agent: None,
            peer: house.peer(),
        };
        let SignedIn::In {
            cookie,
            expires,
            user,
        } = house.identity.sign_in(attempt).await.unwrap()
        else {
            panic!("no code expected")
        };
        assert_eq!(
            (
                expires.duration_since(house.now()).as_hours(),
                user.name.as_str()
            ),
            (hours, "anna")
        );
        cookies.push((cookie, hours));
    }
    let start = house.now();
    for (cookie, hours) in &cookies {
        let end = start + jiff::SignedDuration::from_hours(*hours);
        house.clock.set(end - jiff::SignedDuration::from_millis(1));
        let caller = house.identity.session(cookie).await.unwrap();
        house.clock.set(end);
        assert_eq!(refusal(house.identity.session(cookie).await), NOT_SIGNED_IN);
        let left = house
            .call(&caller, "sessions.list", json!({}))
            .await
            .unwrap();
        house.identity.drop_expired().await.unwrap();
        let after = house
            .call(&caller, "sessions.list", json!({}))
            .await
            .unwrap();
        assert_eq!(left, after, "what expired is not shown, and dropped");
    }
}

#[tokio::test]
async fn sign_in_is_limited_by_address() {
    let house = House::new();
    house.user("anna", false).await;
    let peer = house.peer();
    let attempt = async |password: &str| {
        let attempt = SignIn {
            name: "anna".to_owned(),
            password: password.to_owned(),
            totp_code: None,
            remember: false,
            user_agent: None,
            peer,
        };
        house.identity.sign_in(attempt).await
    };
    let mut kinds = Vec::new();
    // One place is free again every six seconds: a slow machine may be let in for a few more.
    while kinds.last() != Some(&Kind::TooMany) && kinds.len() < 1_000 {
        kinds.push(attempt("wrong horse").await.map(drop).unwrap_err().kind);
    }
    assert!(kinds.len() > 10 && kinds.len() < 1_000, "{}", kinds.len());
    assert!(
        kinds[..10]
            .iter()
            .all(|kind| *kind == Kind::Unauthenticated)
    );
    house.sign_in("anna").await;
}

#[tokio::test]
async fn the_oldest_sessions_make_room() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let oldest = house.sign_in("anna").await;
    house.advance(1);
    let next = house.sign_in("anna").await;
    let (owner, now) = (anna.user.id.clone(), house.now().as_millisecond());
    let others = house.workspace.database().write(move |conn| {
        let sql = "INSERT INTO sessions
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 98)
            SELECT 'id' || i, $1, 'hash' || i, NULL, '10.0.0.1', $2 + i, 0, $2 + 1000 * i FROM n";
        let inserted = sql_query(sql)
            .bind::<Text, _>(owner)
            .bind::<BigInt, _>(now)
            .execute(conn)?;
        Ok::<_, Fault>(inserted)
    });
    assert_eq!(others.await.unwrap(), 98);
    house.identity.session(&oldest).await.unwrap();
    house.sign_in("anna").await;
    assert_eq!(
        refusal(house.identity.session(&oldest).await),
        NOT_SIGNED_IN
    );
    house.identity.session(&next).await.unwrap();
    let listed = house.call(&anna, "sessions.list", json!({})).await.unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 100);
}
