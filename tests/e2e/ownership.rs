//! What belongs to others is not there: every operation that names a thing, with the ids of everything that
//! somebody else has.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::authorisation::House;
use crate::support::{Client, Op, Receiver, until};

/// Everything that an owner can read of theirs without saying which.
async fn state(house: &House, owner: &Client) -> BTreeMap<String, Value> {
    let mut state = BTreeMap::new();
    for op in house
        .operations
        .iter()
        .filter(|op| op.is_read() && op.gives_json() && op.path_fields().is_empty())
    {
        let reply = owner.run(op, op.example(false)).await;
        if reply.status == 200 {
            let mut shown = reply.json();
            forget_times_of_use(&mut shown);
            state.insert(op.name.clone(), shown);
        }
    }
    state
}

/// Looking at it changes when it was last looked at.
fn forget_times_of_use(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget_times_of_use),
        Value::Object(fields) => {
            fields.retain(|name, _| name != "time" && name != "last_used_at");
            fields.values_mut().for_each(forget_times_of_use);
        }
        _ => {}
    }
}

/// The ids in an owner's state, with the operation that shows them.
fn ids(state: &BTreeMap<String, Value>) -> Vec<(String, String)> {
    fn collect(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(fields) => fields.iter().for_each(|(name, value)| match value {
                Value::String(id) if name == "id" => found.push(id.clone()),
                other => collect(other, found),
            }),
            _ => {}
        }
    }
    let mut all = Vec::new();
    for (operation, value) in state {
        let mut found = Vec::new();
        collect(value, &mut found);
        all.extend(found.into_iter().map(|id| (operation.clone(), id)));
    }
    all
}

/// One of everything that a person can have.
async fn furnish(house: &House, name: &str, receiver: &Receiver) -> Client {
    let owner = house.server.client().sign_in(name).await;
    let todo = owner
        .post(
            "/api/todos",
            &json!({ "title": "Call dentist", "items": ["a"] }),
        )
        .await
        .expect(200);
    let gone = owner
        .post("/api/todos", &json!({ "title": "Gone" }))
        .await
        .expect(200);
    owner
        .run(house.op("todos.delete"), json!({ "id": gone["id"] }))
        .await
        .expect(200);
    for (make, delete, input) in [
        (
            "memory.add",
            "memory.delete",
            json!({ "text": "Likes quinces" }),
        ),
        (
            "documents.create",
            "documents.delete",
            json!({ "title": "Quinces", "content": "quinces" }),
        ),
    ] {
        for (text, gone) in [("kept", false), ("gone", true)] {
            let mut input = input.clone();
            let named = if make == "memory.add" {
                "text"
            } else {
                "title"
            };
            input[named] = json!(format!("{} {text}", input[named].as_str().unwrap()));
            let made = owner.run(house.op(make), input).await.expect(200);
            if gone {
                let id = json!({ "id": made["id"] });
                owner.run(house.op(delete), id).await.expect(200);
            }
        }
    }
    let channel = json!({ "kind": "webhook", "url": receiver.url });
    owner
        .run(house.op("notifications.add_channel"), channel)
        .await
        .expect(200);
    let token = owner
        .post(
            "/api/tokens",
            &json!({ "name": "x", "scopes": ["todos:write=ask"] }),
        )
        .await
        .expect(200);
    let agent = owner.token(token["token"].as_str().unwrap());
    // A question, which is a notification too.
    agent
        .run(house.op("todos.delete"), json!({ "id": todo["id"] }))
        .await
        .refused(428);
    until(
        "the notification is delivered",
        Duration::from_secs(20),
        async || {
            let deliveries = owner
                .run(house.op("notifications.deliveries"), json!({}))
                .await
                .expect(200);
            (deliveries["items"][0]["state"] == "delivered").then_some(())
        },
    )
    .await;
    owner
}

/// An input about the thing of that id: as one of several, where an operation takes either.
fn naming(op: &Op, id: &str) -> Value {
    let mut input = op.example(false);
    if !op.is_required("id") && op.fields().any(|(name, _)| name == "ids") {
        input["ids"] = json!([id]);
    } else {
        input["id"] = json!(id);
    }
    input
}

#[tokio::test]
async fn nobody_reaches_what_belongs_to_others() {
    let house = House::new().await;
    for name in ["bob", "cleo"] {
        house.home.user(name, "Europe/Berlin", false);
    }
    let receiver = Receiver::start().await;
    let (bob, cleo) = (
        furnish(&house, "bob", &receiver).await,
        furnish(&house, "cleo", &receiver).await,
    );
    let made = bob
        .post(
            "/api/tokens",
            &json!({ "name": "y", "scopes": ["todos:write", "memory:write", "documents:write", "notifications:write"] }),
        )
        .await;
    let token = made.expect(200)["token"].as_str().unwrap().to_owned();
    let agent = bob.token(&token);
    let before = state(&house, &cleo).await;
    let hers: Vec<(String, String)> = ids(&before);
    for area in [
        "todos",
        "memory",
        "documents",
        "tokens",
        "sessions",
        "approvals",
        "notifications",
    ] {
        let shown = hers
            .iter()
            .any(|(operation, _)| operation.starts_with(&format!("{area}.")));
        assert!(shown, "cleo has nothing of {area}: {hers:?}");
    }
    let mut names: Vec<&str> = Vec::new();
    for op in house
        .operations
        .iter()
        .filter(|op| op.fields().any(|(name, _)| name == "id"))
    {
        let mut not_found = 0;
        for (_, id) in &hers {
            let input = naming(op, id);
            for reply in [
                bob.run(op, input.clone()).await,
                agent.run(op, input.clone()).await,
                agent.tool(op, input.clone()).await,
            ] {
                assert!(
                    [404, 403].contains(&reply.status),
                    "{} with cleo's {id}: {}",
                    op.name,
                    reply.text()
                );
                not_found += u32::from(reply.status == 404);
            }
            if op.is_scoped() {
                let error = house.home.call(
                    &house.server.url,
                    &token,
                    &["call", &op.name, &input.to_string()],
                );
                error.fails(if op.instance { 4 } else { 6 });
            }
            for route in house
                .agent
                .iter()
                .filter(|route| route.operations.contains(&op.name))
            {
                let Value::Object(input) = input.clone() else {
                    panic!("{input}")
                };
                let reply = agent.through(route, op, input).await;
                assert_eq!(
                    reply.status,
                    if op.instance { 403 } else { 404 },
                    "{} {} {}: {}",
                    route.method,
                    route.path,
                    op.name,
                    reply.text()
                );
            }
        }
        // Only what is for administrators may be refused before anybody looks.
        assert!(
            not_found > 0 || op.access == "admin" || op.instance,
            "{} never said that there is no such thing",
            op.name
        );
        names.push(&op.name);
    }
    assert!(names.len() > 10, "{names:?}");
    for (operation, after) in state(&house, &cleo).await {
        assert_eq!(after, before[&operation], "{operation} shows a change");
    }
    house.server.stop();
}
