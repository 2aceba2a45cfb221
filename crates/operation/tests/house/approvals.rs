//! *Ask me*: a call waits for the person's word, and is then done once.

use jiff::SignedDuration;
use operation::{Approval, Caller, Decision, Kind, Policy::Allow, Policy::Ask, Settings};
use serde_json::json;

use crate::things::{House, person, token};

async fn decide(
    house: &House,
    owner: &str,
    id: &str,
    decision: Decision,
) -> operation::Result<Approval> {
    let (id, cx) = (
        id.to_owned(),
        house.workspace.context(person(owner), "test"),
    );
    cx.write(move |tx| operation::decide_approval(tx, &id, decision))
        .await
}

async fn asked(house: &House, caller: &Caller) -> String {
    let error = house
        .call(caller, "things.clear", json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::ApprovalRequired, "{error}");
    error.approval_id.clone().unwrap()
}

#[tokio::test]
async fn a_call_that_asks_is_done_once_after_the_yes() {
    let house = House::new();
    let agent = token("ann", &[("things:write", Ask)]);
    house
        .call(&agent, "things.make", json!({ "name": "x" }))
        .await
        .expect("adding destroys nothing");

    let id = asked(&house, &agent).await;
    assert_eq!(
        asked(&house, &agent).await,
        id,
        "repeating the call asks no second time"
    );
    assert_eq!(house.things("ann").await, 1, "nothing has happened");

    let stranger = decide(&house, "bob", &id, Decision::Approve)
        .await
        .unwrap_err();
    assert_eq!(stranger.kind, Kind::NotFound);
    let approval = decide(&house, "ann", &id, Decision::Approve).await.unwrap();
    assert_eq!(
        (approval.operation.as_str(), approval.input.as_str()),
        ("things.clear", "{}")
    );
    assert_eq!(
        decide(&house, "ann", &id, Decision::Deny)
            .await
            .unwrap_err()
            .kind,
        Kind::Conflict
    );

    assert_eq!(
        house.call(&agent, "things.clear", json!({})).await.unwrap(),
        0
    );
    assert_ne!(asked(&house, &agent).await, id, "the yes was for one call");
    assert_eq!(
        house.record("ann").await,
        [
            "token:Agent things.clear asked",
            "token:Agent things.clear done",
            "token:Agent things.clear asked",
            "token:Agent things.clear asked",
            "token:Agent things.make done",
        ]
    );
}

#[tokio::test]
async fn a_yes_is_for_that_token_that_operation_and_that_input_alone() {
    let house = House::new();
    let agent = token("ann", &[("things:send", Ask)]);
    let send = |name: &'static str| house.call(&agent, "things.send", json!({ "name": name }));
    let id = send("a").await.unwrap_err().approval_id.clone().unwrap();
    decide(&house, "ann", &id, Decision::Approve).await.unwrap();

    assert_eq!(send("b").await.unwrap_err().kind, Kind::ApprovalRequired);
    let another = token("bob", &[("things:send", Ask)]);
    let error = house
        .call(&another, "things.send", json!({ "name": "a" }))
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::ApprovalRequired);
    assert_eq!(send("a").await.unwrap(), 1);
    assert_eq!(send("a").await.unwrap_err().kind, Kind::ApprovalRequired);
}

#[tokio::test]
async fn asking_again_uses_up_no_limit() {
    let house = House::with(&Settings {
        sends_per_hour: 1,
        ..Settings::default()
    });
    let agent = token("ann", &[("things:send", Ask)]);
    let send = || house.call(&agent, "things.send", json!({ "name": "a" }));
    let mut id = None;
    for _ in 0..5 {
        id.clone_from(&send().await.unwrap_err().approval_id);
    }
    decide(&house, "ann", &id.unwrap(), Decision::Approve)
        .await
        .unwrap();
    assert_eq!(send().await.unwrap(), 1);

    // The limit still holds, and a yes that it stopped is not used up.
    let id = send().await.unwrap_err().approval_id.clone().unwrap();
    decide(&house, "ann", &id, Decision::Approve).await.unwrap();
    assert_eq!(send().await.unwrap_err().kind, Kind::TooMany);
    assert_eq!(send().await.unwrap_err().kind, Kind::TooMany);
}

#[tokio::test]
async fn a_no_is_a_no_and_words_expire() {
    let house = House::new();
    let agent = token("ann", &[("things:write", Ask)]);
    let id = asked(&house, &agent).await;
    decide(&house, "ann", &id, Decision::Deny).await.unwrap();
    let error = house
        .call(&agent, "things.clear", json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::Forbidden);

    house.clock.advance(SignedDuration::from_hours(25));
    let id = asked(&house, &agent).await;
    house.clock.advance(SignedDuration::from_hours(25));
    let late = decide(&house, "ann", &id, Decision::Approve)
        .await
        .unwrap_err();
    assert!(late.message.contains("expired"), "{late}");
    assert_ne!(asked(&house, &agent).await, id);
}

#[tokio::test]
async fn bad_input_is_refused_before_anybody_is_asked() {
    let house = House::new();
    let agent = token("ann", &[("things:send", Ask), ("things:write", Allow)]);
    let error = house
        .call(
            &agent,
            "things.send",
            json!({ "name": "much too long a name" }),
        )
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::BadInput);
    let cx = house.workspace.context(person("ann"), "test");
    let waiting = cx
        .read(|view| {
            let now = view.now();
            operation::list_approvals(view.conn, "ann", now, true, 10)
        })
        .await
        .unwrap();
    assert!(waiting.is_empty());
}
