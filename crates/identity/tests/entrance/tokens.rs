//! Making, listing, changing and revoking tokens.

use serde_json::{Value, json};

use crate::house::{House, holds, refusal, text, told};

#[tokio::test]
async fn the_life_of_a_token() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let bert = house.user("bert", true).await;
    let input = json!({ "name": "  Claude\n Agent ", "scopes": ["memory:write=ask", "email:send"], "expires": "90d" });
    let made = house.call(&anna, "tokens.create", input).await.unwrap();
    let (secret, id) = (text(&made["token"]), text(&made["id"]));

    let listed = house.call(&anna, "tokens.list", json!({})).await.unwrap();
    let expected = json!([{
        "id": id,
        "name": "Claude Agent",
        "owner": "anna",
        "token_prefix": &secret[..8],
        "scopes": ["memory:read", "memory:write", "email:send"],
        "policies": { "memory:read": "allow", "memory:write": "ask", "email:send": "allow" },
        "is_active": true,
        "last_used_at": null,
        "created_at": "2026-11-22T10:00:00Z",
        "expires_at": "2027-02-20T10:00:00Z",
    }]);
    assert_eq!(listed, expected);
    for (name, value) in expected[0].as_object().unwrap() {
        assert_eq!(&made[name], value, "{name}: made as listed");
    }
    assert_eq!(
        house.call(&bert, "tokens.list", json!({})).await.unwrap(),
        json!([])
    );
    assert!(
        !holds(&house.files(), &secret),
        "only its digest is on the disk, also where answers are kept for replay"
    );
    assert!(holds(&house.files(), &id));

    // It is anna's alone: to an admin, too, it does not exist.
    for (operation, input) in [
        ("tokens.update", json!({ "id": id, "name": "Mine" })),
        ("tokens.revoke", json!({ "id": id })),
        ("tokens.revoke", json!({ "id": &id[..8] })),
    ] {
        let answer = house.call(&bert, operation, input).await;
        assert_eq!(refusal(answer), "NotFound: Token not found", "{operation}");
    }

    // Only what is sent changes; the beginning of the id is enough.
    let renamed = json!({ "id": &id[..8], "name": "n".repeat(150) });
    let renamed = house.call(&anna, "tokens.update", renamed).await.unwrap();
    assert_eq!(renamed["name"], "n".repeat(100));
    for field in ["scopes", "policies", "expires_at", "id", "token_prefix"] {
        assert_eq!(renamed[field], expected[0][field], "{field} is kept");
    }
    assert!(
        house.identity.token(&secret, house.peer()).await.is_ok(),
        "the secret is kept"
    );
    let changed = json!({ "id": id, "scopes": "calendar:read", "expires": "never" });
    let changed = house.call(&anna, "tokens.update", changed).await.unwrap();
    assert_eq!(changed["scopes"], json!(["calendar:read"]));
    assert_eq!(changed["expires_at"], Value::Null);
    assert_eq!(changed["name"], renamed["name"]);
    let same = house
        .call(&anna, "tokens.update", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(same, changed);
    for bad in [
        json!({ "id": id, "name": " " }),
        json!({ "id": id, "scopes": "no:such" }),
    ] {
        assert!(refusal(house.call(&anna, "tokens.update", bad).await).starts_with("BadInput"));
    }
    assert_eq!(
        house.call(&anna, "tokens.list", json!({})).await.unwrap(),
        json!([changed])
    );

    let gone = house
        .call(&anna, "tokens.revoke", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(gone, json!({ "status": "deleted" }));
    let again = house
        .call(&anna, "tokens.revoke", json!({ "id": id }))
        .await;
    assert_eq!(refusal(again), "NotFound: Token not found");
}

#[tokio::test]
async fn scopes_as_they_are_asked_for() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let root = house.user("root", true).await;
    let ok = |scopes: Value| Ok::<_, &str>(scopes);
    let cases = [
        (json!({}), ok(json!(["chat"]))),
        (json!({ "scopes": null }), ok(json!(["chat"]))),
        (json!({ "scopes": [] }), ok(json!(["chat"]))),
        (json!({ "scopes": " , " }), ok(json!(["chat"]))),
        (
            json!({ "scopes": "memory:write" }),
            ok(json!(["memory:read", "memory:write"])),
        ),
        (
            json!({ "scopes": ["email:send"] }),
            ok(json!(["email:send"])),
        ),
        (
            json!({ "scopes": "email:draft, documents:write calendar:read" }),
            ok(json!([
                "email:read",
                "email:draft",
                "documents:read",
                "documents:write",
                "calendar:read"
            ])),
        ),
        (
            json!({ "scopes": ["memory:write", "memory:read"] }),
            ok(json!(["memory:write", "memory:read"])),
        ),
        (
            json!({ "scopes": ["chat", "chat=ask", "chat"] }),
            ok(json!(["chat"])),
        ),
        // There is no diary:read to be shown beside it.
        (
            json!({ "scopes": ["diary:write"] }),
            ok(json!(["diary:write"])),
        ),
        (
            json!({ "profile": "codex_email_drafts", "scopes": "chat" }),
            ok(json!([
                "email:read",
                "email:draft",
                "documents:read",
                "documents:write"
            ])),
        ),
        (
            json!({ "profile": "all" }),
            Err("BadInput: Unknown token profile"),
        ),
        (
            json!({ "scopes": ["chat", "no:such", "nor:this"] }),
            Err("BadInput: Unknown token scope: no:such"),
        ),
        (
            json!({ "scopes": "Memory:Write" }),
            Err("BadInput: Unknown token scope: Memory:Write"),
        ),
        (
            json!({ "scopes": "memory:write=maybe" }),
            Err("BadInput: Unknown policy `maybe`"),
        ),
        (
            json!({ "scopes": "press:launch" }),
            Err("Forbidden: `press:launch` reaches the whole Odysseus"),
        ),
        (json!({ "scopes": 5 }), Err("BadInput: `scopes`:")),
        (json!({ "scopes": [5] }), Err("BadInput: `scopes[0]`:")),
        (
            json!({ "name": "" }),
            Err("BadInput: Token name is required"),
        ),
        (
            json!({ "name": "\u{7}\u{1b}" }),
            Err("BadInput: Token name is required"),
        ),
    ];
    for (mut input, expected) in cases {
        let fields = input.as_object_mut().unwrap();
        fields.entry("name").or_insert(json!("Agent"));
        let said = input.to_string();
        match (house.call(&anna, "tokens.create", input).await, expected) {
            (Ok(made), Ok(scopes)) => assert_eq!(made["scopes"], scopes, "{said}"),
            (Err(error), Err(start)) => {
                assert!(told(&error).starts_with(start), "{said}: {}", told(&error))
            }
            (answer, _) => panic!("{said}: {answer:?}"),
        }
    }
    let asked = json!({ "name": "x", "scopes": "chat chat=ask chat=allow" });
    let asked = house.call(&anna, "tokens.create", asked).await.unwrap();
    assert_eq!(
        asked["policies"],
        json!({ "chat": "ask" }),
        "the stricter policy holds"
    );

    let launch = json!({ "name": "x", "scopes": ["press:launch"] });
    let launch = house.call(&root, "tokens.create", launch).await.unwrap();
    assert_eq!(launch["scopes"], json!(["press:read", "press:launch"]));

    let unknown = house
        .call(
            &anna,
            "tokens.create",
            json!({ "name": "x", "scopes": "x" }),
        )
        .await
        .unwrap_err();
    let names: Vec<&str> = house
        .workspace
        .registry()
        .scopes()
        .iter()
        .map(|scope| scope.name)
        .collect();
    assert!(
        unknown.hint.as_deref().unwrap().contains(&names.join(", ")),
        "the hint lists them all"
    );
    let (mine, all) = (
        house
            .call(&anna, "tokens.profiles", json!({}))
            .await
            .unwrap(),
        house
            .call(&root, "tokens.profiles", json!({}))
            .await
            .unwrap(),
    );
    assert_eq!(all["allowed_scopes"], json!(names));
    assert_eq!(
        mine["profiles"]["codex_todos"],
        json!(["todos:read", "todos:write"])
    );
    let instance = ["press:launch", "press:read"];
    let own: Vec<&str> = names
        .into_iter()
        .filter(|name| !instance.contains(name))
        .collect();
    assert_eq!(
        mine["allowed_scopes"],
        json!(own),
        "what only an admin can grant is not offered"
    );
}

#[tokio::test]
async fn expiry_as_it_is_asked_for() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let cases = [
        ("12h", Ok("2026-11-22T22:00:00Z")),
        ("90D", Ok("2027-02-20T10:00:00Z")),
        ("2 w", Ok("2026-12-06T10:00:00Z")),
        // Through the day, in the zone of its owner.
        ("2026-11-22", Ok("2026-11-22T23:00:00Z")),
        ("2027-07-31", Ok("2027-07-31T22:00:00Z")),
        ("2027-01-31T12:00:00+02:00", Ok("2027-01-31T10:00:00Z")),
        ("2026-11-21", Err("is past already")),
        ("2026-11-22T10:00:00Z", Err("is past already")),
        ("0d", Err("is past already")),
        ("4000000000d", Err("beyond the calendar")),
        ("9999-12-31", Err("beyond the calendar")),
        ("soon", Err("a length such as 90d")),
        ("2027-01-31T12:00:00", Err("a length such as 90d")),
        ("2027-02-30", Err("a length such as 90d")),
        ("-5d", Err("a length such as 90d")),
        ("", Err("a length such as 90d")),
    ];
    for (expires, expected) in cases {
        let answer = house
            .call(
                &anna,
                "tokens.create",
                json!({ "name": "x", "expires": expires }),
            )
            .await;
        match (answer, expected) {
            (Ok(made), Ok(at)) => assert_eq!(made["expires_at"], at, "{expires}"),
            (Err(error), Err(part)) => {
                assert!(
                    told(&error).starts_with("BadInput") && error.message.contains(part),
                    "{expires}: {error}"
                );
            }
            (answer, _) => panic!("{expires}: {answer:?}"),
        }
    }
    let made = house.call(&anna, "tokens.list", json!({})).await.unwrap();
    assert_eq!(
        made.as_array().unwrap().len(),
        6,
        "nothing was stored of what was refused"
    );
}

#[tokio::test]
async fn the_command_line_finds_whose_token_it_is() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let (_, id) = house.token(&anna, "chat").await;
    for (wanted, found) in [
        (id.clone(), true),
        (id[..8].to_owned(), true),
        (id[..7].to_owned(), false),
        (String::new(), false),
        ("%".repeat(8), false),
    ] {
        let sought = wanted.clone();
        let owner = house
            .workspace
            .database()
            .read(move |conn| identity::token_owner(conn, &sought))
            .await
            .unwrap();
        assert_eq!(
            owner.map(|user| user.name),
            found.then(|| "anna".to_owned()),
            "{wanted}"
        );
    }
}
