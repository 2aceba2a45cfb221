//! One's own account.

use operation::Kind;
use serde_json::json;

use crate::house::{House, PASSWORD, refusal};

#[tokio::test]
async fn a_person_changes_their_account() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    house.user("bert", false).await;
    let (secret, _) = house.token(&anna, "diary:write").await;
    house.identity.token(&secret, house.peer()).await.unwrap();
    let input = json!({ "name": "Anna.Maria", "zone": "asia/tokyo", "day_first": true, "day_reminder": "07:30" });
    let changed = house.call(&anna, "account.update", input).await.unwrap();
    let mut shown = house.call(&anna, "account.get", json!({})).await.unwrap();
    assert_eq!(shown["recovery_codes_left"], 0);
    shown.as_object_mut().unwrap().remove("recovery_codes_left");
    assert_eq!(shown, changed);
    let expected = json!({
        "id": anna.user.id, "name": "anna.maria", "admin": false, "zone": "Asia/Tokyo", "day_first": true,
        "day_reminder": "07:30",
        "two_factor": false, "created_at": "2026-11-22T10:00:00Z",
    });
    assert_eq!(shown, expected);
    // At once, for tokens that were just used too.
    let caller = house.identity.token(&secret, house.peer()).await.unwrap();
    assert_eq!(caller.user.zone.iana_name(), Some("Asia/Tokyo"));
    assert_eq!(caller.user.day_reminder, jiff::civil::time(7, 30, 0, 0));
    assert!(caller.user.day_first && caller.user.name == "anna.maria");

    for (input, start) in [
        (
            json!({ "name": "bert" }),
            "Conflict: There is a user `bert` already.",
        ),
        (
            json!({ "name": "BERT " }),
            "Conflict: There is a user `bert` already.",
        ),
        (json!({ "name": "" }), "BadInput: `name`: a user name is"),
        (json!({ "name": "a b" }), "BadInput: `name`: a user name is"),
        (json!({ "name": "-rf" }), "BadInput: `name`: a user name is"),
        (
            json!({ "name": "a".repeat(65) }),
            "BadInput: `name`: a user name is",
        ),
        (
            json!({ "name": "System" }),
            "BadInput: `name`: the name `system` is reserved",
        ),
        (
            json!({ "name": "internal-tool" }),
            "BadInput: `name`: the name `internal-tool` is reserved",
        ),
        (
            json!({ "zone": "Rome" }),
            "BadInput: `zone`: a time zone is",
        ),
        (
            json!({ "zone": "+02:00" }),
            "BadInput: `zone`: a time zone is",
        ),
        (json!({ "zone": "" }), "BadInput: `zone`: a time zone is"),
        (
            json!({ "zone": "../../etc/passwd" }),
            "BadInput: `zone`: a time zone is",
        ),
        (json!({ "day_first": "yes" }), "BadInput: `day_first`"),
        (
            json!({ "day_reminder": "9am" }),
            "BadInput: `day_reminder`: a time of day is",
        ),
        (
            json!({ "day_reminder": "24:00" }),
            "BadInput: `day_reminder`: a time of day is",
        ),
        (
            json!({ "admin": true }),
            "BadInput: account.update has no field `admin`",
        ),
    ] {
        let answer = refusal(house.call(&anna, "account.update", input.clone()).await);
        assert!(answer.starts_with(start), "{input}: {answer}");
    }
    house
        .call(&anna, "account.update", json!({}))
        .await
        .unwrap();
    let after = house.call(&anna, "account.get", json!({})).await.unwrap();
    assert_eq!(after["name"], "anna.maria");
    assert_eq!(after["zone"], "Asia/Tokyo");
    house.sign_in("anna.maria").await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let house = House::new();
    house.user("anna", false).await;
    house.user("bert", false).await;
    let (here, there, berts) = (
        house.sign_in("anna").await,
        house.sign_in("anna").await,
        house.sign_in("bert").await,
    );
    let caller = house.identity.session(&here).await.unwrap();
    let change =
        |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    for (input, start) in [
        (
            change("wrong horse", "battery staple"),
            "Forbidden: This is not your current password.",
        ),
        (
            change(PASSWORD, "seven77"),
            "BadInput: `new_password`: a password has at least 8",
        ),
        (
            change(PASSWORD, &"x".repeat(1_001)),
            "BadInput: `new_password`: a password has at least 8",
        ),
        (json!({ "new_password": "battery staple" }), "BadInput"),
    ] {
        let answer = refusal(house.call(&caller, "account.change_password", input).await);
        assert!(answer.starts_with(start), "{answer}");
    }
    house.identity.session(&there).await.unwrap();

    house
        .call(
            &caller,
            "account.change_password",
            change(PASSWORD, "pässword"),
        )
        .await
        .unwrap();
    house.identity.session(&here).await.unwrap();
    house.identity.session(&berts).await.unwrap();
    assert!(house.identity.session(&there).await.is_err());
    assert!(house.try_sign_in("anna", PASSWORD, None).await.is_err());
    house.try_sign_in("anna", "pässword", None).await.unwrap();

    // Neither password is on record.
    let activity = house
        .call(&caller, "activity.list", json!({}))
        .await
        .unwrap()
        .to_string();
    assert!(activity.contains("account.change_password") && !activity.contains("pässword"));
    assert!(!activity.contains(PASSWORD) && !activity.contains("battery staple"));
}

#[tokio::test]
async fn a_stolen_session_does_not_serve_to_guess_the_password() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let mut kinds = Vec::new();
    while kinds.last() != Some(&Kind::TooMany) && kinds.len() < 1_000 {
        let guess = json!({ "password": "wrong horse" });
        kinds.push(
            house
                .call(&anna, "account.totp_disable", guess)
                .await
                .unwrap_err()
                .kind,
        );
    }
    assert!(kinds.len() > 10 && kinds.len() < 1_000, "{}", kinds.len());
    assert!(kinds[..10].iter().all(|kind| *kind == Kind::Forbidden));
}
