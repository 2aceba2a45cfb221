//! Who may run programs on the machines.

use serde_json::json;

use super::house::{House, free_port};

#[tokio::test]
async fn only_administrators_tokens_with_the_scope_start_programs() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    house.0.user("bob", "Asia/Tokyo", true);
    house.0.user("eve", "Asia/Tokyo", false);
    let server = house.start();
    let command = house.serving(free_port());

    let reader = house.agent(&server, "ann", "cookbook:read");
    let refused = reader.refused(&["serve", "tiny", &command], 4);
    assert!(
        refused["detail"].to_string().contains("cookbook:launch"),
        "{refused}"
    );
    reader.refused(&["stop", "serve-00000000"], 4);
    reader.ok(&["tasks"]);

    let mut asking = vec!["token", "create", "--user", "eve", "--name", "Claude Agent"];
    asking.extend(["--scope", "cookbook:launch"]);
    let refused = house.0.odysseus(&asking, "").fails(1);
    assert!(refused.contains("administrator"), "{refused}");

    // A token is no more than its owner is now.
    let bob = house.agent(&server, "bob", "cookbook:launch");
    bob.ok(&["tasks"]);
    let ann = server.client().sign_in("ann").await;
    let users = ann.get("/api/users").await.expect(200);
    let users = users["items"].as_array().unwrap();
    let id = users.iter().find(|user| user["name"] == "bob").unwrap()["id"]
        .as_str()
        .unwrap();
    let path = format!("/api/users/{id}");
    ann.send("PATCH", &path, Some(&json!({ "admin": false })))
        .await
        .expect(200);
    for words in [&["tasks"][..], &["serve", "tiny", &command], &["servers"]] {
        let refused = bob.refused(words, 4);
        assert!(
            refused["detail"].to_string().contains("dministrator"),
            "{refused}"
        );
    }
    assert_eq!(reader.ok(&["tasks"])["tasks"], json!([]));
    server.stop();
}
