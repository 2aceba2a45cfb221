//! Who may call what: every operation with no token, with every wrong scope and with the right one;
//! over REST, MCP, the agent API and the command line. All lists are the program's.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{
    AgentRoute, Home, Op, Operations, Reply, Server, agent_routes, covers, long, scopes,
};

/// A house with an administrator's token for each single scope.
pub(crate) struct House {
    pub(crate) home: Home,
    pub(crate) operations: Vec<Op>,
    /// Scope and token.
    tokens: Vec<(String, String)>,
    pub(crate) agent: Vec<AgentRoute>,
    pub(crate) server: Server,
}

impl House {
    pub(crate) async fn new() -> Self {
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

    pub(crate) fn op(&self, name: &str) -> &Op {
        self.operations.iter().find(|op| op.name == name).unwrap()
    }
}

/// Whether a token with that one scope may call it.
fn may(scope: &str, op: &Op) -> bool {
    op.access == "anyone" || (op.is_scoped() && covers(scope, &op.access))
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

/// What a token with that one scope was answered.
fn check(reply: &Reply, op: &Op, scope: &str) {
    if may(scope, op) {
        let open = ![401, 403, 405].contains(&reply.status) && reply.status < 500;
        assert!(open, "{} with {scope}: {}", op.name, reply.text());
    } else {
        check_refusal(reply, op, scope);
    }
}

#[tokio::test]
async fn over_rest_and_mcp() {
    let house = House::new().await;
    let nobody = house.server.client();
    for op in &house.operations {
        nobody.run(op, op.example(false)).await.refused(401);
        nobody.tool(op, op.example(false)).await.refused(401);
        for (scope, token) in &house.tokens {
            let client = nobody.token(token);
            check(&client.run(op, op.example(false)).await, op, scope);
            // What streams is no tool.
            if op.gives_json() {
                check(&client.tool(op, op.example(false)).await, op, scope);
            }
        }
    }
    let mistyped = nobody.token("ody_mistyped");
    let list = house.op("todos.list");
    mistyped.run(list, json!({})).await.refused(401);
    mistyped.tool(list, json!({})).await.refused(401);
    house.server.stop();
}

#[tokio::test]
async fn over_the_agent_api() {
    let house = House::new().await;
    let nobody = house.server.client();
    for route in &house.agent {
        for name in &route.operations {
            let op = house.op(name);
            let Value::Object(input) = op.example(false) else {
                panic!("{}", op.name)
            };
            nobody.through(route, op, input.clone()).await.refused(401);
            for (scope, token) in &house.tokens {
                let reply = nobody.token(token).through(route, op, input.clone()).await;
                check(&reply, op, scope);
                if reply.status == 403 {
                    assert_eq!(reply.json()["error"], reply.problem());
                }
            }
        }
    }
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
