//! The second factor.

use identity::SignedIn;
use operation::{Caller, Kind, Result};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use crate::house::{House, PASSWORD, holds, refusal, text};

const WRONG_CODE: &str = "Unauthenticated: This code is wrong or was used before.";

/// The phone, which has scanned the secret.
struct Phone(Totp);

impl Phone {
    async fn scan(house: &House, caller: &Caller) -> Self {
        let offer = house
            .call(
                caller,
                "account.totp_begin",
                json!({ "password": PASSWORD }),
            )
            .await
            .unwrap();
        let secret = text(&offer["secret"]);
        let url = text(&offer["otpauth_url"]);
        assert_eq!(
            url,
            format!("otpauth://totp/Odysseus:anna?secret={secret}&issuer=Odysseus")
        );
        assert!(!holds(&house.files(), &secret));
        Self(
            Builder::new()
                .with_secret(Secret::try_from_base32(secret).unwrap())
                .build()
                .unwrap(),
        )
    }

    /// What it shows, its clock being some seconds off.
    fn code(&self, house: &House, off: i64) -> String {
        self.0
            .generate(u64::try_from(house.now().as_second() + off).unwrap())
            .to_string()
    }
}

fn is_in(answer: Result<SignedIn>) -> bool {
    matches!(answer, Ok(SignedIn::In { .. }))
}

#[tokio::test]
async fn the_life_of_a_second_factor() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let confirm = async |code: &str| {
        house
            .call(&anna, "account.totp_confirm", json!({ "code": code }))
            .await
    };
    assert!(refusal(confirm("123456").await).starts_with("Conflict: There is nothing to confirm."));
    let wrong = house
        .call(
            &anna,
            "account.totp_begin",
            json!({ "password": "wrong horse" }),
        )
        .await;
    assert_eq!(
        refusal(wrong),
        "Forbidden: This is not your current password."
    );

    // Begun is not confirmed: nothing changes, and a second beginning replaces the first.
    let first = Phone::scan(&house, &anna).await;
    assert!(is_in(house.try_sign_in("anna", PASSWORD, None).await));
    let phone = Phone::scan(&house, &anna).await;
    assert!(
        refusal(confirm(&first.code(&house, 0)).await)
            .starts_with("BadInput: This code is not right now.")
    );
    for code in ["", "12345", "abcdef", "٣٣٣٣٣٣"] {
        assert!(
            refusal(confirm(code).await).starts_with("BadInput"),
            "{code}"
        );
    }
    let confirmed = confirm(&phone.code(&house, 0)).await.unwrap();
    let codes: Vec<String> = serde_json::from_value(confirmed["recovery_codes"].clone()).unwrap();
    assert_eq!(codes.len(), 10);
    let again = house
        .call(&anna, "account.totp_begin", json!({ "password": PASSWORD }))
        .await;
    assert_eq!(
        refusal(again),
        "Conflict: Two-factor sign-in is on already."
    );

    // Without a code: asked for, but only those who know the password.
    let asked = house.try_sign_in("anna", PASSWORD, None).await.unwrap();
    assert!(matches!(asked, SignedIn::NeedsCode { name } if name == "anna"));
    let asked = house
        .try_sign_in("anna", PASSWORD, Some(" "))
        .await
        .unwrap();
    assert!(matches!(asked, SignedIn::NeedsCode { .. }));
    let wrong = house
        .try_sign_in("anna", "wrong horse", Some(&phone.code(&house, 30)))
        .await;
    assert_eq!(refusal(wrong), "Unauthenticated: Invalid credentials");

    // Each code once: not the one that confirmed, one of the next step (a fast phone), not again.
    let code = async |code: &str| house.try_sign_in("anna", PASSWORD, Some(code)).await;
    assert_eq!(refusal(code(&phone.code(&house, 0)).await), WRONG_CODE);
    let fast = phone.code(&house, 30);
    assert!(is_in(
        code(&format!(" {} {} ", &fast[..3], &fast[3..])).await
    ));
    assert_eq!(refusal(code(&fast).await), WRONG_CODE);
    house.advance(120);
    for off in [-60, 60] {
        assert_eq!(
            refusal(code(&phone.code(&house, off)).await),
            WRONG_CODE,
            "{off} s off"
        );
    }
    assert!(is_in(code(&phone.code(&house, -30)).await), "a slow phone");
    assert!(is_in(code(&phone.code(&house, 0)).await));

    // A recovery code, as people type it, once.
    assert!(
        codes
            .iter()
            .all(|code| !holds(&house.files(), code)
                && !holds(&house.files(), &code.replace('-', "")))
    );
    assert_eq!(refusal(code("0000-0000-0000-0000").await), WRONG_CODE);
    assert!(is_in(
        code(&codes[3].to_uppercase().replace('-', " ")).await
    ));
    let shown = house.call(&anna, "account.get", json!({})).await.unwrap();
    assert_eq!(
        (&shown["two_factor"], &shown["recovery_codes_left"]),
        (&json!(true), &json!(9))
    );

    let off = house
        .call(
            &anna,
            "account.totp_disable",
            json!({ "password": PASSWORD }),
        )
        .await;
    off.unwrap();
    assert!(is_in(house.try_sign_in("anna", PASSWORD, None).await));
    let shown = house.call(&anna, "account.get", json!({})).await.unwrap();
    assert_eq!(
        (&shown["two_factor"], &shown["recovery_codes_left"]),
        (&json!(false), &json!(0))
    );
}

#[tokio::test]
async fn of_two_at_once_with_one_code_one_comes_in() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let phone = Phone::scan(&house, &anna).await;
    let input = json!({ "code": phone.code(&house, 0) });
    let confirmed = house
        .call(&anna, "account.totp_confirm", input)
        .await
        .unwrap();
    let recovery = text(&confirmed["recovery_codes"][0]);
    house.advance(30);
    for code in [phone.code(&house, 0), recovery] {
        let attempt = || house.try_sign_in("anna", PASSWORD, Some(&code));
        let (a, b, c) = tokio::join!(attempt(), attempt(), attempt());
        assert_eq!(
            [a, b, c]
                .into_iter()
                .filter(|answer| answer.is_ok())
                .count(),
            1
        );
    }
}

#[tokio::test]
async fn codes_are_limited_by_user_and_not_by_address_alone() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let phone = Phone::scan(&house, &anna).await;
    let input = json!({ "code": phone.code(&house, 0) });
    house
        .call(&anna, "account.totp_confirm", input)
        .await
        .unwrap();
    let mut kinds = Vec::new();
    while kinds.last() != Some(&Kind::TooMany) && kinds.len() < 1_000 {
        let guess = house.try_sign_in("anna", PASSWORD, Some("000000")).await;
        kinds.push(guess.map(drop).unwrap_err().kind);
    }
    assert!(kinds.len() > 10 && kinds.len() < 1_000, "{}", kinds.len());
}
