//! Calling with a token: how long it works, and what it reaches.

use std::net::IpAddr;

use operation::{Error, Grant, Grants, Kind, Means, Policy};
use serde_json::json;

use crate::house::{House, refusal, told};

const INVALID: &str = "Unauthenticated: Invalid API token";

#[tokio::test]
async fn a_revoked_token_is_refused_at_once_and_elsewhere_within_a_second() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let (first, first_id) = house.token(&anna, "diary:write").await;
    let (second, second_id) = house.token(&anna, "chat").await;

    let caller = house.identity.token(&first, house.peer()).await.unwrap();
    assert_eq!(caller.user.name, "anna");
    let Means::Token { id, name, grants } = &*caller.means else {
        panic!("a token")
    };
    assert_eq!(
        (id, name.as_str(), grants.names()),
        (&first_id, "Agent", vec!["diary:write".to_owned()])
    );
    house.call(&caller, "diary.erase", json!({})).await.unwrap();

    // What changes in this process counts at once.
    let narrowed = json!({ "id": first_id, "scopes": "chat" });
    house.call(&anna, "tokens.update", narrowed).await.unwrap();
    let caller = house.identity.token(&first, house.peer()).await.unwrap();
    assert_eq!(
        house
            .call(&caller, "diary.erase", json!({}))
            .await
            .unwrap_err()
            .kind,
        Kind::Forbidden
    );
    house
        .call(&anna, "tokens.revoke", json!({ "id": first_id }))
        .await
        .unwrap();
    assert_eq!(
        refusal(house.identity.token(&first, house.peer()).await),
        INVALID
    );

    // What another process changes counts when the second is over.
    house.identity.token(&second, house.peer()).await.unwrap();
    let elsewhere = house.another_process();
    elsewhere
        .call(&anna, "tokens.revoke", json!({ "id": second_id }))
        .await
        .unwrap();
    assert_eq!(
        refusal(elsewhere.identity.token(&second, house.peer()).await),
        INVALID
    );
    house.identity.token(&second, house.peer()).await.unwrap();
    house.advance(1);
    assert_eq!(
        refusal(house.identity.token(&second, house.peer()).await),
        INVALID
    );

    // A clock that is set back keeps nothing longer.
    let (third, third_id) = house.token(&anna, "chat").await;
    house.identity.token(&third, house.peer()).await.unwrap();
    elsewhere
        .call(&anna, "tokens.revoke", json!({ "id": third_id }))
        .await
        .unwrap();
    house.advance(-3600);
    assert_eq!(
        refusal(house.identity.token(&third, house.peer()).await),
        INVALID
    );
}

#[tokio::test]
async fn an_expired_token_says_so_to_its_holder_alone() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let input = json!({ "name": "x", "expires": "2026-11-22T10:00:10Z" });
    let made = house.call(&anna, "tokens.create", input).await.unwrap();
    let secret = made["token"].as_str().unwrap();
    house.advance(9);
    house.identity.token(secret, house.peer()).await.unwrap();
    house.advance(1);
    let expired = house
        .identity
        .token(secret, house.peer())
        .await
        .unwrap_err();
    assert_eq!(told(&expired), INVALID);
    assert!(
        expired
            .hint
            .as_deref()
            .unwrap()
            .contains("expired at 2026-11-22T10:00:10Z")
    );
    let listed = house.call(&anna, "tokens.list", json!({})).await.unwrap();
    assert_eq!(listed[0]["is_active"], false);

    house
        .call(&anna, "tokens.revoke", json!({ "id": made["id"] }))
        .await
        .unwrap();
    let unknown = house
        .identity
        .token(secret, house.peer())
        .await
        .unwrap_err();
    assert_eq!(told(&unknown), INVALID);
    assert!(!unknown.hint.as_deref().unwrap().contains("expired"));
}

#[tokio::test]
async fn last_use_is_written_at_first_and_when_flushed() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let (secret, id) = house.token(&anna, "chat").await;
    let cookie = house.sign_in("anna").await;
    house.advance(5);
    house.identity.token(&secret, house.peer()).await.unwrap();
    let tokens = house.call(&anna, "tokens.list", json!({})).await.unwrap();
    assert_eq!(tokens[0]["last_used_at"], "2026-11-22T10:00:05Z");
    house.identity.session(&cookie).await.unwrap();
    house.advance(2);
    house.identity.token(&secret, house.peer()).await.unwrap();
    house.advance(3);
    house.identity.flush().await;
    let tokens = house.call(&anna, "tokens.list", json!({})).await.unwrap();
    assert_eq!(tokens[0]["last_used_at"], "2026-11-22T10:00:07Z");
    let sessions = house.call(&anna, "sessions.list", json!({})).await.unwrap();
    assert_eq!(sessions[0]["last_used_at"], "2026-11-22T10:00:05Z");
    // A use of what is gone by then is no failure.
    house.identity.token(&secret, house.peer()).await.unwrap();
    house
        .call(&anna, "tokens.revoke", json!({ "id": id }))
        .await
        .unwrap();
    house.identity.flush().await;
}

#[tokio::test]
async fn failed_tokens_are_limited_by_address() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let (good, _) = house.token(&anna, "chat").await;
    let v6 = |text: &str| text.parse::<IpAddr>().unwrap();
    let guess = async |peer: IpAddr| house.identity.token("ody_guess", peer).await.unwrap_err();
    for attempt in 0..60 {
        assert_eq!(told(&guess(v6("2001:db8::1")).await), INVALID, "{attempt}");
    }
    // One place is free again each second: a slow machine may be let in for a few more, but not for
    // the 60 that another customer would have.
    let mut limited = None;
    for _ in 0..50 {
        // Another address of the same customer.
        let error: Error = guess(v6("2001:db8::ffff:2")).await;
        if error.kind == Kind::TooMany {
            limited = Some(error);
            break;
        }
    }
    let wait = limited
        .expect("the 61st in a minute is too many")
        .retry_after
        .unwrap();
    assert!((1..=60).contains(&wait.as_secs()), "{wait}");
    assert_eq!(
        told(&guess(v6("2001:db8:0:1::1")).await),
        INVALID,
        "others are not concerned"
    );
    assert!(
        house.identity.token(&good, v6("2001:db8::1")).await.is_ok(),
        "nor are good tokens"
    );
}

#[tokio::test]
async fn no_token_reaches_an_operation_about_people() {
    let house = House::new();
    let mut root = house.user("root", true).await;
    let registry = house.workspace.registry();
    let grants = registry.scopes().into_iter().map(|scope| Grant {
        scope: scope.name.to_owned(),
        policy: Policy::Allow,
    });
    let means = Means::Token {
        id: "t".to_owned(),
        name: "t".to_owned(),
        grants: Grants(grants.collect()),
    };
    root.means = std::sync::Arc::new(means);
    let mut tried = 0;
    for operation in registry
        .operations()
        .filter(|operation| !operation.name.starts_with("diary."))
    {
        let answer = house.call(&root, operation.name, json!({})).await;
        assert_eq!(
            answer.unwrap_err().kind,
            Kind::Forbidden,
            "{}",
            operation.name
        );
        tried += 1;
    }
    assert!(tried >= 20, "{tried}");
    house.call(&root, "diary.erase", json!({})).await.unwrap();
}
