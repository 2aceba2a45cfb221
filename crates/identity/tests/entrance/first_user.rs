//! The first start.

use identity::{Setup, SignedIn};
use operation::{Caller, Result};
use serde_json::json;

use crate::house::{House, PASSWORD, holds, refusal};

async fn set_up(house: &House, token: &str, name: &str, password: &str) -> Result<SignedIn> {
    let setup = Setup {
        token: token.to_owned(),
        name: name.to_owned(),
        password: password.to_owned(),
        zone: Some("America/New_York".to_owned()),
        user_agent: None,
        peer: house.peer(),
    };
    house.identity.setup(setup).await
}

const USED: &str = "Forbidden: This set-up link is wrong, expired or was used.";

#[tokio::test]
async fn the_link_makes_one_admin() {
    let house = House::new();
    assert!(house.identity.setup_needed().await.unwrap());
    let link = async || house.identity.setup_link_token().await.unwrap();
    let old = link().await.unwrap();
    let token = link().await.unwrap();
    assert!(!holds(&house.files(), &token));
    assert_eq!(
        refusal(set_up(&house, &old, "anna", PASSWORD).await),
        USED,
        "a new link replaces the old one"
    );
    assert_eq!(refusal(set_up(&house, "", "anna", PASSWORD).await), USED);
    // What is wrong with the rest does not use the link up.
    assert!(
        refusal(set_up(&house, &token, "anna", "short").await).starts_with("BadInput: `password`")
    );
    assert!(refusal(set_up(&house, &token, "api", PASSWORD).await).starts_with("BadInput: `name`"));

    house.advance(24 * 3600);
    assert_eq!(
        refusal(set_up(&house, &token, "anna", PASSWORD).await),
        USED,
        "it is good for a day"
    );
    let token = link().await.unwrap();
    house.advance(24 * 3600 - 1);

    let names = ["anna", "bert", "cleo", "dora"];
    let attempts = names.map(|name| set_up(&house, &token, name, PASSWORD));
    let [a, b, c, d] = attempts;
    let (a, b, c, d) = tokio::join!(a, b, c, d);
    let mut won = Vec::new();
    for answer in [a, b, c, d] {
        match answer {
            Ok(SignedIn::In { cookie, user, .. }) => won.push((cookie, user)),
            Ok(SignedIn::NeedsCode { .. }) => panic!("no code expected"),
            Err(error) => assert_eq!(refusal(Err::<(), _>(error)), USED),
        }
    }
    let [(cookie, user)] = &won[..] else {
        panic!("{} won", won.len())
    };
    assert!(user.admin && user.zone.iana_name() == Some("America/New_York"));
    let caller = house.identity.session(cookie).await.unwrap();
    let users = house.call(&caller, "users.list", json!({})).await.unwrap();
    assert_eq!(users["total"], 1);

    assert!(!house.identity.setup_needed().await.unwrap());
    assert_eq!(link().await, None);
    assert_eq!(refusal(set_up(&house, &token, "eve", PASSWORD).await), USED);
}

#[tokio::test]
async fn the_environment_makes_an_admin_when_there_is_nobody() {
    let house = House::new();
    let token = house.identity.setup_link_token().await.unwrap().unwrap();
    let from_environment = async |name: &str, password: &str| {
        house.identity.admin_from_environment(name, password).await
    };
    assert!(refusal(from_environment("root", "short").await).starts_with("BadInput: `password`"));
    assert!(house.identity.setup_needed().await.unwrap());
    let (a, b) = tokio::join!(
        from_environment("root", PASSWORD),
        from_environment("toor", PASSWORD)
    );
    a.and(b).unwrap();
    from_environment("other", PASSWORD).await.unwrap();
    from_environment("root", "another password").await.unwrap();
    let users = house
        .workspace
        .database()
        .read(identity::all_users)
        .await
        .unwrap();
    let [admin] = &users[..] else {
        panic!("{users:?}")
    };
    assert!(admin.admin);
    house.sign_in(&admin.name).await;
    assert_eq!(
        refusal(set_up(&house, &token, "anna", PASSWORD).await),
        USED
    );
    let caller = Caller::person(admin.clone());
    assert_eq!(
        house.call(&caller, "users.list", json!({})).await.unwrap()["total"],
        1
    );
}

#[tokio::test]
async fn the_link_is_void_once_the_command_line_made_a_user() {
    let house = House::new();
    let token = house.identity.setup_link_token().await.unwrap().unwrap();
    house.another_process().user("root", true).await;
    let late = set_up(&house, &token, "anna", PASSWORD).await;
    assert_eq!(refusal(late), USED);
}
