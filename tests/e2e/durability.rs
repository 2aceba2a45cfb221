//! Killed while eight writers write: what was acknowledged is there, and reminders ring.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{Client, Home, Operations, Random, Receiver, Server, integrity, long, until};

const WRITERS: usize = 8;
/// Every so many writes, one is a reminder.
const REMINDER: usize = 10;
/// So many writes are acknowledged before each kill, at least.
const LOAD: usize = 40;

/// What the server has said yes to: title and id.
type Acknowledged = Arc<Mutex<HashMap<String, String>>>;

/// Writes until the server is gone.
async fn write(agent: Client, number: Arc<AtomicUsize>, acknowledged: Acknowledged) {
    loop {
        let number = number.fetch_add(1, Ordering::SeqCst);
        let mut todo = json!({ "title": format!("write {number}") });
        if number.is_multiple_of(REMINDER) {
            let due = Timestamp::now() + SignedDuration::from_secs(1);
            todo = json!({ "title": format!("ring {number}."), "due_date": due.to_string() });
        }
        let Ok(reply) = agent.request("POST", "/api/todos").json(&todo).send().await else {
            return;
        };
        let status = reply.status();
        let Ok(body) = reply.bytes().await else {
            return;
        };
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        let made: Value = serde_json::from_slice(&body).unwrap();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        acknowledged
            .lock()
            .unwrap()
            .insert(text("title"), text("id"));
    }
}

/// Everything in a list, page after page: title and id.
async fn all(agent: &Client, path: &str) -> Vec<(String, String)> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = agent
            .get(&format!("{path}?limit=1000{cursor}"))
            .await
            .expect(200);
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        found.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| (text(item, "title"), text(item, "id"))),
        );
        let Some(next) = page["next_cursor"].as_str() else {
            return found;
        };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_every_kill() {
    let rounds = if long() { 100 } else { 3 };
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["todos:write", "notifications:write"]);
    let operations = Operations::of(&home);
    let receiver = Receiver::start().await;
    let mut random = Random::new();
    let (number, acknowledged) = (Arc::new(AtomicUsize::new(0)), Acknowledged::default());
    let mut server = Server::start(&home);
    let channel = json!({ "kind": "webhook", "url": receiver.url });
    let ann = server.client().sign_in("ann").await;
    ann.run(operations.get("notifications.add_channel"), channel)
        .await
        .expect(200);

    for round in 0..rounds {
        let agent = server.client().token(&token);
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                tokio::spawn(write(
                    agent.clone(),
                    Arc::clone(&number),
                    Arc::clone(&acknowledged),
                ))
            })
            .collect();
        // Under load, which some machines take their time for; and then at any moment.
        let floor = acknowledged.lock().unwrap().len() + LOAD;
        until("the writers write", Duration::from_secs(60), async || {
            (acknowledged.lock().unwrap().len() >= floor).then_some(())
        })
        .await;
        let moment = u64::try_from(random.below(900)).unwrap();
        tokio::time::sleep(Duration::from_millis(moment)).await;
        server.kill();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(integrity(&home), "ok", "round {round}");
        server = Server::start(&home);
        let there: HashMap<String, String> = all(&server.client().token(&token), "/api/todos")
            .await
            .into_iter()
            .collect();
        for (title, id) in &*acknowledged.lock().unwrap() {
            assert_eq!(
                there.get(title),
                Some(id),
                "round {round}: an acknowledged write is lost"
            );
        }
    }
    let writes = acknowledged.lock().unwrap().len();
    println!("{writes} acknowledged writes, {rounds} kills");

    let rings: Vec<String> = acknowledged
        .lock()
        .unwrap()
        .keys()
        .filter(|title| title.starts_with("ring"))
        .cloned()
        .collect();
    assert!(rings.len() >= rounds, "{rings:?}");
    for title in &rings {
        // The feed keeps the last thousand; the receiver has them all.
        until(title, Duration::from_secs(30), async || {
            (!receiver.about(title).is_empty()).then_some(())
        })
        .await;
        let deliveries = receiver.about(title);
        // Each kill may have come between a delivery and its being noted.
        assert!(
            deliveries.len() <= 1 + rounds,
            "{title} came {} times",
            deliveries.len()
        );
        assert!(
            deliveries
                .iter()
                .all(|one| one.header("webhook-id") == deliveries[0].header("webhook-id")),
            "{title}"
        );
    }
    server.stop();
}
