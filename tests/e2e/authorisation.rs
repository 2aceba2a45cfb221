//! Who may call what: every operation with no token, with every wrong scope and with the right one, and
//! on what belongs to others; over REST, the agent API and the command line. All lists are the program's.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::support::{
    Client, Home, Op, Operations, Receiver, Reply, Server, covers, long, scopes, until,
};

/// A house with an administrator's token for each single scope.
struct House {
    home: Home,
    operations: Vec<Op>,
    /// Scope and token.
    tokens: Vec<(String, String)>,
    /// The agent API's routes: method, path, operations.
    agent: Vec<(String, String, Vec<String>)>,
    server: Server,
}

impl House {
    async fn new() -> Self {
        let home = Home::new();
        home.user("ann", "Asia/Tokyo", true);
        let server = Server::start(&home);
        let ann = server.client().sign_in("ann").await;
        let mut tokens = Vec::new();
        for scope in scopes(&home) {
            let wanted = json!({ "name": scope, "scopes": [scope] });
            let made = ann.post("/api/tokens", &wanted).await.expect(200);
            tokens.push((scope, made["token"].as_str().unwrap().to_owned()));
        }
        let Operations(operations) = Operations::of(&home);
        let agent = agent_routes(&home);
        Self {
            home,
            operations,
            tokens,
            agent,
            server,
        }
    }

    fn op(&self, name: &str) -> &Op {
        self.operations.iter().find(|op| op.name == name).unwrap()
    }
}

fn agent_routes(home: &Home) -> Vec<(String, String, Vec<String>)> {
    let text = home.odysseus(&["docs", "routes"], "").ok();
    let line = |line: &str| {
        let (route, names) = line.split_once("  agent: ")?;
        let (method, path) = route.split_once(' ')?;
        let names = names.split(", ").map(ToOwned::to_owned).collect();
        Some((method.to_owned(), path.trim().to_owned(), names))
    };
    let found: Vec<_> = text.lines().filter_map(line).collect();
    assert!(!found.is_empty(), "{text}");
    found
}

/// Whether a token with that one scope may call it.
fn may(scope: &str, op: &Op) -> bool {
    op.access == "anyone" || (op.is_scoped() && covers(scope, &op.access))
}

/// The call of an operation through a route of the agent API: its action is the operation's verb.
async fn through_agent_api(
    client: &Client,
    method: &str,
    path: &str,
    op: &Op,
    mut input: Map<String, Value>,
) -> Reply {
    if method == "GET" {
        return client.get(path).await;
    }
    input.insert("action".to_owned(), json!(op.parts().1));
    client.send(method, path, Some(&Value::Object(input))).await
}

fn check_refusal(reply: &Reply, op: &Op, scope: &str) {
    let said = reply.problem();
    assert_eq!(
        reply.status,
        403,
        "{} with {scope}: {}",
        op.name,
        reply.text()
    );
    if op.is_scoped() {
        assert!(
            said.contains(&op.access),
            "{} with {scope} must name {}: {said}",
            op.name,
            op.access
        );
        assert!(
            reply.json()["hint"].as_str().unwrap().contains("Settings"),
            "{}",
            reply.text()
        );
    }
}

#[tokio::test]
async fn over_rest_and_the_agent_api() {
    let house = House::new().await;
    let nobody = house.server.client();
    let mut refused = 0;
    for op in &house.operations {
        for client in [nobody.clone(), nobody.token("ody_mistyped")]
            .iter()
            .take(if op.name == "todos.list" { 2 } else { 1 })
        {
            client.run(op, op.example(false)).await.refused(401);
        }
        for (scope, token) in &house.tokens {
            let reply = nobody.token(token).run(op, op.example(false)).await;
            if may(scope, op) {
                let open = ![401, 403, 405].contains(&reply.status) && reply.status < 500;
                assert!(open, "{} with {scope}: {}", op.name, reply.text());
            } else {
                check_refusal(&reply, op, scope);
                refused += 1;
            }
        }
    }
    for (method, path, names) in &house.agent {
        nobody.send(method, path, None).await.refused(401);
        for (name, (scope, token)) in names
            .iter()
            .flat_map(|name| house.tokens.iter().map(move |one| (name, one)))
        {
            let op = house.op(name);
            let Value::Object(input) = op.example(false) else {
                panic!("{}", op.name)
            };
            let reply = through_agent_api(&nobody.token(token), method, path, op, input).await;
            if may(scope, op) {
                assert!(
                    ![401, 403, 405].contains(&reply.status) && reply.status < 500,
                    "{name}: {}",
                    reply.text()
                );
            } else {
                assert_eq!(
                    reply.status,
                    403,
                    "{method} {path} for {name} with {scope}: {}",
                    reply.text()
                );
                assert_eq!(reply.json()["error"], reply.problem());
                refused += 1;
            }
        }
    }
    assert!(
        refused > 10 * house.operations.len(),
        "{refused} refusals are too few to be all"
    );
    house.server.stop();
}

/// A process for every call: each wrong scope by itself in the long test, otherwise all of them at once.
#[tokio::test]
async fn over_the_command_line() {
    let house = House::new().await;
    let ann = house.server.client().sign_in("ann").await;
    let mut wrong_for: BTreeMap<Vec<String>, Vec<(String, String)>> = BTreeMap::new();
    for op in &house.operations {
        let wrong: Vec<_> = house
            .tokens
            .iter()
            .filter(|(scope, _)| !may(scope, op))
            .cloned()
            .collect();
        let names: Vec<String> = wrong.iter().map(|(scope, _)| scope.clone()).collect();
        let tokens = match wrong_for.get(&names) {
            Some(tokens) => tokens.clone(),
            None if long() || names.is_empty() => wrong,
            None => {
                let made = ann
                    .post(
                        "/api/tokens",
                        &json!({ "name": "all but the right one", "scopes": names }),
                    )
                    .await;
                vec![(
                    names.join(" "),
                    made.expect(200)["token"].as_str().unwrap().to_owned(),
                )]
            }
        };
        wrong_for.insert(names, tokens.clone());

        let input = op.example(false).to_string();
        let call = |token: &str| {
            house
                .home
                .call(&house.server.url, token, &["call", &op.name, &input])
        };
        call("").fails(2);
        for (scope, token) in &tokens {
            let error = call(token).fails(4);
            assert!(
                !op.is_scoped() || error.contains(&op.access),
                "{} with {scope}: {error}",
                op.name
            );
        }
        if op.is_scoped() {
            let (scope, token) = house
                .tokens
                .iter()
                .find(|(scope, _)| may(scope, op))
                .unwrap();
            let code = call(token).code;
            assert!([0, 6].contains(&code), "{} with {scope}: {code}", op.name);
        }
    }
    house.server.stop();
}

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
            &json!({ "name": "y", "scopes": ["todos:write", "notifications:write"] }),
        )
        .await;
    let token = made.expect(200)["token"].as_str().unwrap().to_owned();
    let agent = bob.token(&token);
    let before = state(&house, &cleo).await;
    let hers: Vec<(String, String)> = ids(&before);
    for area in ["todos", "tokens", "sessions", "approvals", "notifications"] {
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
            for client in [&bob, &agent] {
                let reply = client.run(op, input.clone()).await;
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
                error.fails(6);
            }
            for (method, path, _) in house
                .agent
                .iter()
                .filter(|(.., names)| names.contains(&op.name))
            {
                let Value::Object(input) = input.clone() else {
                    panic!("{input}")
                };
                let reply = through_agent_api(&agent, method, path, op, input).await;
                assert_eq!(
                    reply.status,
                    404,
                    "{method} {path} {}: {}",
                    op.name,
                    reply.text()
                );
            }
        }
        // Only an administrator's operations may refuse before they look.
        assert!(
            not_found > 0 || op.access == "admin",
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
