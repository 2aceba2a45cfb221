//! Who may call what.

use operation::{Kind, Policy::Allow, Verdict};
use serde_json::json;

use crate::things::{House, person, token};

#[tokio::test]
async fn scopes_decide_for_tokens_and_people_need_none() {
    let house = House::new();
    let reader = token("ann", &[("things:read", Allow)]);
    let writer = token("ann", &[("things:write", Allow)]);
    let sender = token("ann", &[("things:send", Allow)]);
    let other = token("ann", &[("todos:write", Allow), ("chat", Allow)]);

    for caller in [&reader, &writer, &sender, &person("ann")] {
        assert_eq!(
            house.call(caller, "things.count", json!({})).await.unwrap(),
            0
        );
    }
    for (caller, operation) in [
        (&other, "things.count"),
        (&reader, "things.make"),
        (&sender, "things.make"),
        (&writer, "things.send"),
        (&reader, "things.own"),
        (&writer, "things.own"),
    ] {
        let error = house
            .call(caller, operation, json!({ "name": "x" }))
            .await
            .unwrap_err();
        assert_eq!(error.kind, Kind::Forbidden, "{operation}");
    }
    let error = house
        .call(&other, "things.count", json!({}))
        .await
        .unwrap_err();
    assert_eq!(
        error.message,
        "API token missing required scope: things:read or things:send or things:write"
    );
    assert!(
        error
            .hint
            .as_deref()
            .unwrap()
            .contains("Settings → Integrations")
    );
    assert_eq!(
        house
            .call(&writer, "things.make", json!({ "name": "x" }))
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn the_instance_is_for_admins_and_their_tokens() {
    let house = House::new();
    let grants = [("things:write", Allow)];
    for caller in [person("ann"), token("ann", &grants)] {
        let error = house
            .call(&caller, "things.reset", json!({}))
            .await
            .unwrap_err();
        assert_eq!(error.kind, Kind::Forbidden);
    }
    for caller in [person("admin"), token("admin", &grants)] {
        house
            .call(&caller, "things.reset", json!({}))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn owners_do_not_see_each_other() {
    let house = House::new();
    house
        .call(&person("ann"), "things.make", json!({ "name": "x" }))
        .await
        .unwrap();
    assert_eq!(
        (house.things("ann").await, house.things("bob").await),
        (1, 0)
    );
    assert_eq!(house.record("bob").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_registry_lists_every_scope_with_what_it_opens() {
    let house = House::new();
    let scopes = house.workspace.registry().scopes();
    let of = |name: &str| scopes.iter().find(|scope| scope.name == name).unwrap();
    assert!(of("things:read").available && !of("things:read").askable);
    assert!(of("things:write").askable && of("things:send").askable);
    assert!(!of("email:send").available && of("email:send").askable);
    assert!(!of("chat").available);
    assert!(of("things:write").instance && !of("things:send").instance);

    let clear = house
        .workspace
        .registry()
        .operation("things.clear")
        .unwrap();
    let judge = |caller| house.workspace.registry().judge(clear, &caller).unwrap();
    assert_eq!(
        judge(token("ann", &[("things:write", operation::Policy::Ask)])),
        Verdict::Ask
    );
    assert_eq!(judge(person("ann")), Verdict::Allowed);
}
