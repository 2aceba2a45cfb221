//! Users, as admins see them.

use operation::{Kind, audit};
use serde_json::json;
use storage::counters;

use crate::house::{House, PASSWORD, refusal, text};

#[tokio::test]
async fn the_life_of_a_user() {
    let house = House::new();
    let root = house.user("root", true).await;
    let input = json!({ "name": "Anna", "password": PASSWORD, "zone": "asia/tokyo" });
    let added = house.call(&root, "users.add", input).await.unwrap();
    let id = text(&added["id"]);
    let expected = json!({
        "id": id, "name": "anna", "admin": false, "zone": "Asia/Tokyo", "day_first": false,
        "day_reminder": "09:00",
        "two_factor": false, "created_at": "2026-11-22T10:00:00Z",
    });
    assert_eq!(added, expected);
    for (input, start) in [
        (
            json!({ "name": "ANNA", "password": PASSWORD }),
            "Conflict: There is a user `anna` already.",
        ),
        (
            json!({ "name": "demo", "password": PASSWORD }),
            "BadInput: `name`: the name `demo` is reserved",
        ),
        (
            json!({ "name": "bert", "password": "short" }),
            "BadInput: `password`: a password has at least 8",
        ),
        (
            json!({ "name": "bert", "password": PASSWORD, "zone": "Mars/Olympus" }),
            "BadInput: `zone`",
        ),
        (json!({ "name": "bert" }), "BadInput"),
    ] {
        let answer = refusal(house.call(&root, "users.add", input.clone()).await);
        assert!(answer.starts_with(start), "{input}: {answer}");
    }

    let cookie = house.sign_in("anna").await;
    let anna = house.identity.session(&cookie).await.unwrap();
    let (secret, _) = house.token(&anna, "diary:write").await;
    let (roots, _) = house.token(&root, "chat").await;
    house.identity.token(&secret, house.peer()).await.unwrap();

    // A new name keeps everything.
    let renamed = house
        .call(&root, "users.update", json!({ "id": id, "name": "anne" }))
        .await
        .unwrap();
    assert_eq!(renamed["name"], "anne");
    assert_eq!(
        house.identity.session(&cookie).await.unwrap().user.name,
        "anne"
    );
    assert_eq!(
        house
            .identity
            .token(&secret, house.peer())
            .await
            .unwrap()
            .user
            .name,
        "anne"
    );
    assert!(house.try_sign_in("anna", PASSWORD, None).await.is_err());
    let tokens = house.call(&anna, "tokens.list", json!({})).await.unwrap();
    assert_eq!(
        (&tokens[0]["owner"], &tokens[0]["scopes"]),
        (&json!("anna"), &json!(["diary:write"]))
    );

    let reset = json!({ "id": id, "password": "battery staple" });
    house
        .call(&root, "users.set_password", reset)
        .await
        .unwrap();
    assert!(
        house.identity.session(&cookie).await.is_err(),
        "all sessions ended"
    );
    assert!(house.try_sign_in("anne", PASSWORD, None).await.is_err());
    house
        .try_sign_in("anne", "battery staple", None)
        .await
        .unwrap();

    house.identity.token(&secret, house.peer()).await.unwrap();
    // Removed: at once, with everything that is theirs, and others hear of it in the same transaction.
    let removed = house
        .call(&root, "users.remove", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(removed, json!({ "status": "deleted" }));
    assert!(
        refusal(house.identity.token(&secret, house.peer()).await).starts_with("Unauthenticated")
    );
    house.identity.token(&roots, house.peer()).await.unwrap();
    let owner = id.clone();
    let record = house
        .workspace
        .database()
        .read(move |conn| audit::list(conn, &owner, None, None, operation::Limit::default()));
    assert_eq!(record.await.unwrap().total, 0, "nor is what they did kept");
    let owner = id.clone();
    let heard = house
        .workspace
        .database()
        .read(move |conn| Ok::<_, storage::Fault>(counters::get(conn, &owner, "gone")?));
    assert_eq!(heard.await.unwrap(), 1);
    for operation in ["users.remove", "users.update"] {
        let answer = refusal(house.call(&root, operation, json!({ "id": id })).await);
        assert_eq!(answer, "NotFound: There is no such user.", "{operation}");
    }
    // The name is free again, and its next bearer starts with nothing.
    let next = house.user("anne", false).await;
    assert_eq!(
        house.call(&next, "tokens.list", json!({})).await.unwrap(),
        json!([])
    );
    assert_eq!(
        house.call(&next, "sessions.list", json!({})).await.unwrap(),
        json!([])
    );
}

#[tokio::test]
async fn one_admin_always_remains() {
    let house = House::new();
    let (root, toor) = (
        house.user("root", true).await,
        house.user("toor", true).await,
    );
    let anna = house.user("anna", false).await;
    let id = |caller: &operation::Caller| caller.user.id.clone();

    for operation in [
        "users.list",
        "users.add",
        "users.update",
        "users.remove",
        "users.set_password",
    ] {
        let input = match operation {
            "users.add" => json!({ "name": "eve", "password": PASSWORD, "admin": true }),
            "users.list" => json!({}),
            "users.set_password" => json!({ "id": id(&root), "password": PASSWORD }),
            _ => json!({ "id": id(&root) }),
        };
        let answer = house.call(&anna, operation, input).await;
        assert_eq!(answer.unwrap_err().kind, Kind::Forbidden, "{operation}");
    }

    // Two who demote each other at once: one succeeds.
    let demote = async |who: &operation::Caller, whom: &operation::Caller| {
        house
            .call(
                who,
                "users.update",
                json!({ "id": id(whom), "admin": false }),
            )
            .await
    };
    let (a, b) = tokio::join!(demote(&root, &toor), demote(&toor, &root));
    let (left, refused) = if a.is_ok() { (&root, b) } else { (&toor, a) };
    assert_eq!(
        refusal(refused),
        "Conflict: This is the last administrator."
    );
    let last = house
        .call(left, "users.remove", json!({ "id": id(left) }))
        .await;
    assert_eq!(refusal(last), "Conflict: This is the last administrator.");

    let promote = json!({ "id": id(&anna), "admin": true });
    assert_eq!(
        house.call(left, "users.update", promote).await.unwrap()["admin"],
        true
    );
    house
        .call(left, "users.remove", json!({ "id": id(left) }))
        .await
        .unwrap();
}

#[tokio::test]
async fn users_are_listed_by_pages() {
    let house = House::new();
    let root = house.user("root", true).await;
    for name in ["cleo", "anna", "bert"] {
        house.user(name, false).await;
    }
    let (mut names, mut cursor) = (Vec::new(), json!(null));
    for _ in 0..2 {
        let page = json!({ "limit": 2, "cursor": cursor });
        let page = house.call(&root, "users.list", page).await.unwrap();
        assert_eq!(page["total"], 4);
        names.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|user| text(&user["name"])),
        );
        cursor = page["next_cursor"].clone();
    }
    assert_eq!(names, ["anna", "bert", "cleo", "root"]);
    assert_eq!(cursor, json!(null));
}

#[tokio::test]
async fn the_command_line_makes_users_and_sets_passwords() {
    let house = House::new();
    let anna = house.user(" Anna ", false).await;
    assert_eq!(
        (anna.user.name.as_str(), anna.user.zone.iana_name()),
        ("anna", Some("Europe/Rome"))
    );
    let cookie = house.sign_in("anna").await;
    let elsewhere = house.another_process();
    let set = async |id: &str, password: &str| {
        identity::set_password(&elsewhere.workspace, id, password.to_owned()).await
    };
    assert!(refusal(set(&anna.user.id, "short").await).starts_with("BadInput: `password`"));
    assert_eq!(
        refusal(set("nobody", PASSWORD).await),
        "NotFound: There is no such user."
    );
    house.identity.session(&cookie).await.unwrap();
    set(&anna.user.id, "battery staple").await.unwrap();
    assert!(house.identity.session(&cookie).await.is_err());
    house
        .try_sign_in("anna", "battery staple", None)
        .await
        .unwrap();
}
