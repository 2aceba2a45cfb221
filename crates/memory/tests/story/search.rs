//! Search by words.

use operation::Kind;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn words_are_found_whatever_their_case_accents_and_ending() {
    let house = House::new();
    let memories = [
        ("My dentist is Dr. Weiß in Zürich", "contact"),
        ("Prefers window seats on trains", "preference"),
        ("Teeth appointment every May", "task"),
        ("Crème brûlée is the favourite dessert", "preference"),
        ("The car is a blue Škoda", "fact"),
        ("住所は東京です", "identity"),
    ];
    for (text, category) in memories {
        let input = json!({ "text": text, "category": category });
        house.ok("ann", "memory.add", input).await;
    }
    house.add("bob", "A dentist of another").await;
    // (query, which are found, the best first)
    let table: [(&str, &[usize]); 13] = [
        ("dentist", &[0]),
        ("DENTIST weiss", &[0]),
        ("zurich", &[0]),
        ("dent", &[0]),
        ("skoda", &[4]),
        ("creme brulee", &[3]),
        ("東京", &[5]),
        ("another", &[]),
        ("' OR 1=1 --", &[]),
        ("\"window seats\"*", &[1]),
        ("!?", &[]),
        // Nothing has all of these: what has the telling ones.
        ("who is my dentist again", &[0]),
        ("which dessert or trains", &[3, 1]),
    ];
    for (query, expected) in table {
        let mut found = house.found("ann", query).await;
        let mut expected: Vec<&str> = expected.iter().map(|at| memories[*at].0).collect();
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{query}");
    }
    let input = json!({ "q": "is", "category": "contact" });
    let found = house.ok("ann", "memory.search", input).await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!((&found["by"], found.get("note")), (&json!("words"), None));
    assert_eq!(found["items"][0]["score"], 1.0);
}

#[tokio::test]
async fn the_best_come_first_and_no_more_than_asked_for() {
    let house = House::new();
    for n in 0..30 {
        house.add("ann", &format!("note {n} about tea")).await;
    }
    house.add("ann", "tea tea").await;
    let found = house
        .ok("ann", "memory.search", json!({ "q": "tea" }))
        .await;
    let items = found["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["text"]), (20, &json!("tea tea")));
    let scores: Vec<f64> = items
        .iter()
        .map(|hit| hit["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
    let few = json!({ "q": "tea", "limit": 3 });
    let few = house.ok("ann", "memory.search", few).await;
    assert_eq!(few["items"].as_array().unwrap()[..], items[..3]);
    for limit in [0, 101] {
        let input = json!({ "q": "tea", "limit": limit });
        let error = house.err("ann", "memory.search", input).await;
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::BadInput, Some("limit"))
        );
    }
}
