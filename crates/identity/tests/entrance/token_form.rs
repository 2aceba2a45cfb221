//! What a token looks like, and that nothing else is looked up.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::house::{House, refusal};

const INVALID: &str = "Unauthenticated: Invalid API token";

#[tokio::test]
async fn a_malformed_token_never_reaches_the_database() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let (good, _) = house.token(&anna, "chat").await;
    assert!(
        good.is_ascii() && good.len() == 42 && good.starts_with("ody_"),
        "{good}"
    );
    house.workspace.database().clone().close().await;

    let cut = &good[..41];
    let longer = format!("{good}0");
    let swapped = format!("ody-{}", &good[4..]);
    let upper = format!("ODY_{}", &good[4..]);
    let accent = format!("{}é", &good[..40]);
    for text in [
        "",
        "ody_",
        "Bearer",
        cut,
        &longer,
        &swapped,
        &upper,
        &accent,
        &"x".repeat(10_000),
    ] {
        assert_eq!(
            refusal(house.identity.token(text, house.peer()).await),
            INVALID,
            "{text}"
        );
    }
    // Any one character mistyped, wherever it is.
    for at in 4..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            refusal(house.identity.token(&text, house.peer()).await),
            INVALID,
            "{text}"
        );
    }
    // The good one is looked up, which cannot work now.
    assert!(refusal(house.identity.token(&good, house.peer()).await).starts_with("Fault"));
}

#[test]
fn random_text_is_never_a_token() {
    let house = House::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let texts = prop_oneof!["ody_[0-9A-Za-z]{38}", "[ -~]{42}", "\\PC{42}"];
    let mut runner = TestRunner::new(Config::with_cases(2_000));
    let ran = runner.run(&texts, |text| {
        let answer = runtime.block_on(house.identity.token(&text, house.peer()));
        prop_assert_eq!(refusal(answer), INVALID);
        Ok(())
    });
    ran.unwrap();
}

#[tokio::test]
async fn tokens_differ_and_use_the_whole_alphabet() {
    let house = House::new();
    let anna = house.user("anna", false).await;
    let mut seen = std::collections::BTreeSet::new();
    let mut characters = std::collections::BTreeSet::new();
    for _ in 0..100 {
        let (token, _) = house.token(&anna, "chat").await;
        characters.extend(token[4..36].bytes());
        assert!(seen.insert(token));
    }
    // 3,200 draws miss one of 62 characters with a chance below 10^-20.
    assert_eq!(characters.len(), 62);
}
