//! A token that has to ask: nothing happens until the person says yes, and then once.

use serde_json::{Value, json};

use crate::support::{Client, Home, Operations, Server};

struct House {
    operations: Operations,
    ann: Client,
    agent: Client,
}

impl House {
    async fn decide(&self, decision: &str, id: &str) -> u16 {
        self.ann
            .run(
                self.operations.get(&format!("approvals.{decision}")),
                json!({ "id": id }),
            )
            .await
            .status
    }

    async fn add(&self, title: &str) -> String {
        let made = self
            .agent
            .post("/api/codex/todos", &json!({ "title": title }))
            .await
            .expect(200);
        made["id"].as_str().unwrap().to_owned()
    }

    /// Asks for the deletion as agents do.
    async fn delete(&self, id: &str) -> (u16, Value) {
        let reply = self
            .agent
            .post("/api/codex/todos", &json!({ "action": "delete", "id": id }))
            .await;
        (reply.status, reply.json())
    }

    /// Asks for the deletion for the first time: the id of the question.
    async fn ask(&self, id: &str) -> String {
        let (status, problem) = self.delete(id).await;
        assert_eq!(status, 428, "{problem}");
        assert_eq!(problem["detail"], problem["error"]);
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("Nothing has happened"),
            "{problem}"
        );
        assert!(
            problem["hint"].as_str().unwrap().contains("repeat"),
            "{problem}"
        );
        problem["approval_id"].as_str().unwrap().to_owned()
    }

    async fn exists(&self, id: &str) -> bool {
        self.ann.get(&format!("/api/todos/{id}")).await.status == 200
    }
}

#[tokio::test]
async fn a_delete_waits_for_the_person_and_is_then_done_once() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["todos:write=ask"]);
    let server = Server::start(&home);
    let ann = server.client().sign_in("ann").await;
    let house = House {
        operations: Operations::of(&home),
        ann,
        agent: server.client().token(&token),
    };
    let pending = house.operations.get("approvals.list");

    // Adding is no such thing: it asks nobody.
    let id = house.add("Call dentist").await;
    let question = house.ask(&id).await;
    assert_eq!(
        house.ask(&id).await,
        question,
        "one question, however often the call is repeated"
    );
    assert!(house.exists(&id).await);

    let waiting = house.ann.run(pending, json!({})).await.expect(200);
    let [waiting] = &waiting.as_array().unwrap()[..] else {
        panic!("one question: {waiting}")
    };
    assert_eq!(
        (&waiting["id"], &waiting["operation"]),
        (&json!(question), &json!("todos.delete"))
    );
    assert_eq!(
        (&waiting["token_name"], &waiting["input"]),
        (&json!("Claude Agent"), &json!({ "id": id }))
    );
    let told = house
        .ann
        .get("/api/notifications")
        .await
        .expect(200)
        .to_string();
    assert!(told.contains(&question), "the person hears of it: {told}");
    for operation in ["approvals.list", "approvals.approve", "approvals.deny"] {
        let reply = house
            .agent
            .run(house.operations.get(operation), json!({ "id": question }))
            .await;
        assert_eq!(
            reply.status, 403,
            "{operation}: an agent does not decide for itself"
        );
    }

    // A yes is for this call and no other.
    assert_eq!(house.decide("approve", &question).await, 200);
    let other = house.add("Another").await;
    let about_other = house.ask(&other).await;
    assert_ne!(about_other, question);
    let (status, done) = house.delete(&id).await;
    assert_eq!(
        (status, &done["response"]),
        (200, &json!("Deleted note: \"Call dentist\"")),
        "{done}"
    );
    assert!(!house.exists(&id).await);
    let (status, again) = house.delete(&id).await;
    assert_eq!(status, 428, "a yes is used up: {again}");
    assert_eq!(house.decide("approve", &question).await, 409, "it is used");

    assert_eq!(house.decide("deny", &about_other).await, 200);
    for _ in 0..2 {
        let (status, denied) = house.delete(&other).await;
        assert_eq!(
            (
                status,
                denied["detail"].as_str().unwrap().contains("said no")
            ),
            (403, true),
            "{denied}"
        );
    }
    assert!(house.exists(&other).await);
    assert_eq!(
        house.decide("approve", &about_other).await,
        409,
        "a no stays a no"
    );
    assert_eq!(
        house
            .decide("approve", "00000000-0000-4000-8000-000000000000")
            .await,
        404
    );
    server.stop();
}

/// Of many identical calls at once, one uses the yes.
#[tokio::test]
async fn one_yes_is_one_deed_under_contention() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["todos:write=ask"]);
    let server = Server::start(&home);
    let ann = server.client().sign_in("ann").await;
    let house = House {
        operations: Operations::of(&home),
        ann,
        agent: server.client().token(&token),
    };
    let id = house.add("Call dentist").await;
    let question = house.ask(&id).await;
    assert_eq!(house.decide("approve", &question).await, 200);
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let (agent, id) = (house.agent.clone(), id.clone());
            tokio::spawn(async move {
                agent
                    .send("DELETE", &format!("/api/todos/{id}"), None)
                    .await
                    .status
            })
        })
        .collect();
    let mut done = 0;
    for call in calls {
        match call.await.unwrap() {
            200 => done += 1,
            status => assert!([404, 409, 428].contains(&status), "{status}"),
        }
    }
    assert_eq!(done, 1);
    server.stop();
}
