//! Full-text search, the same on both databases.
#![allow(clippy::unwrap_used)]

mod common;

use common::Place;
use storage::{Database, Fault, search};

const TABLE: &str = "notes_search";

async fn found(db: &Database, owner: &'static str, query: &str) -> Vec<i64> {
    let query = query.to_owned();
    let hits =
        db.read(move |conn| Ok::<_, Fault>(search::find(conn, TABLE, owner, &query, 20, 0)?));
    let mut seqs: Vec<i64> = hits.await.unwrap().iter().map(|hit| hit.seq).collect();
    seqs.sort_unstable();
    seqs
}

#[tokio::test]
async fn words_are_found_and_nothing_is_an_operator() {
    let place = Place::new();
    let db = place.open();
    db.write(|conn| {
        for (seq, owner, title, body) in [
            (1, "ann", "Crème brûlée", "sugar & vanilla, Straße 9"),
            (
                2,
                "ann",
                "Call the dentist",
                "NEAR the station AND the park",
            ),
            (
                3,
                "ann",
                "Řehoř's C++ notes",
                "see foo-bar.txt or mail ann@example.org",
            ),
            (4, "ann", "東京の天気", "明日は雨です"),
            (5, "bob", "Crème brûlée", "bob's own"),
        ] {
            search::put(conn, TABLE, seq, owner, title, body)?;
        }
        Ok::<_, Fault>(())
    })
    .await
    .unwrap();
    for (query, expected) in [
        // Accents and case, in either direction.
        ("creme", vec![1]),
        ("CRÈME BRULEE", vec![1]),
        ("strasse", vec![1]),
        ("rehor", vec![3]),
        // All words must be there; the last one may be a beginning, the others may not.
        ("call dent", vec![2]),
        ("dent call", vec![]),
        ("crem sugar", vec![]),
        ("call sugar", vec![]),
        // A word that another one has in it is found there.
        ("dentist dentist", vec![2]),
        ("dentist dent", vec![2]),
        ("dent dentist", vec![]),
        ("call dentist call", vec![2]),
        ("foo-bar foo", vec![3]),
        // Several tokens in one word follow one another.
        ("foo-bar", vec![3]),
        ("bar-foo", vec![]),
        ("ann@example.org", vec![3]),
        // A word inside a sentence without spaces.
        ("天気", vec![4]),
        ("気天", vec![]),
        ("雨", vec![4]),
        // Operators, quotes and wildcards are words or nothing.
        ("AND", vec![2]),
        ("near", vec![2]),
        ("dentist OR creme", vec![]),
        ("NOT dentist", vec![]),
        ("NEAR(station park, 5)", vec![]),
        ("title:creme", vec![]),
        ("\"creme", vec![1]),
        ("creme\"", vec![1]),
        ("cre*", vec![1]),
        ("'dentist' & !x | (", vec![]),
        ("'; DROP TABLE notes; --", vec![]),
        ("st", vec![1, 2]),
        // One letter alone is a word.
        ("C++", vec![3]),
        ("^ - + * \" ' ( ) : \\ & | ! <-> \0", vec![]),
        ("", vec![]),
        ("   ", vec![]),
        ("e\u{301}", vec![]),
    ] {
        assert_eq!(found(&db, "ann", query).await, expected, "{query:?}");
    }
    assert_eq!(found(&db, "bob", "creme").await, [5]);
    assert_eq!(found(&db, "nobody", "creme").await, [0; 0]);
    let long = "word ".repeat(10_000);
    assert_eq!(found(&db, "ann", &long).await, [0; 0]);
    // A book, and a word that is none.
    let book: Vec<String> = (0..200_000).map(|n| format!("word{n}")).collect();
    let book = format!("milk {} {}", "x".repeat(100_000), book.join(" "));
    db.write(move |conn| Ok::<_, Fault>(search::put(conn, TABLE, 6, "cat", &book, &book)?))
        .await
        .unwrap();
    for query in ["milk", "word77", &"x".repeat(50_000), "milk xx"] {
        assert_eq!(found(&db, "cat", query).await, [6], "{}", query.len());
    }
    db.close().await;
}

#[tokio::test]
async fn rows_are_replaced_removed_ranked_and_paged() {
    let db = Place::new();
    let db = db.open();
    let hits = db
        .write(|conn| {
            search::put(conn, TABLE, 1, "ann", "shopping", "milk and more milk")?;
            search::put(conn, TABLE, 2, "ann", "milk", "shopping")?;
            search::put(conn, TABLE, 3, "ann", "old milk", "")?;
            search::put(conn, TABLE, 3, "ann", "bread", "")?;
            search::put(conn, TABLE, 4, "ann", "milk", "")?;
            search::remove(conn, TABLE, 4)?;
            search::remove(conn, TABLE, 4)?;
            let all = search::find(conn, TABLE, "ann", "milk", 20, 0)?;
            let second = search::find(conn, TABLE, "ann", "milk", 20, 1)?;
            let first = search::find(conn, TABLE, "ann", "milk", 1, 0)?;
            Ok::<_, Fault>((all, first, second))
        })
        .await
        .unwrap();
    let (all, first, second) = hits;
    let seqs: Vec<i64> = all.iter().map(|hit| hit.seq).collect();
    assert_eq!(seqs, [2, 1], "the title counts more");
    assert!(all[0].score > all[1].score, "{all:?}");
    assert_eq!((&first[..], &second[..]), (&all[..1], &all[1..]));

    // Beyond `MANY` the newest come first.
    let newest = db
        .write(|conn| {
            for seq in 10..=10 + search::MANY {
                search::put(conn, TABLE, seq, "ann", "", "milk")?;
            }
            Ok::<_, Fault>(search::find(conn, TABLE, "ann", "milk", 2, 1)?)
        })
        .await
        .unwrap();
    let seqs: Vec<i64> = newest.iter().map(|hit| hit.seq).collect();
    assert_eq!(seqs, [9 + search::MANY, 8 + search::MANY]);

    for table in ["notes", "notes_search; --", "Notes_search", "\"x\"_search"] {
        let refused =
            db.read(move |conn| Ok::<_, Fault>(search::find(conn, table, "ann", "x", 1, 0)?));
        let error = refused.await.unwrap_err().to_string();
        assert!(error.contains("is no search table"), "{error}");
    }
    db.close().await;
}

#[test]
fn folding() {
    for (text, folded) in [
        ("Crème BRÛLÉE", "creme brulee"),
        (
            "Łódź Ærø Đà Straße İstanbul ılık ﬁn Ｆｕｌｌ",
            "lodz aero da strasse istanbul ilik fin full",
        ),
        ("ΟΔΥΣΣΕΎΣ Ἀθήνα", "οδυσσευσ αθηνα"),
        ("Ёлка", "елка"),
        // Voiced signs and vowel signs are letters of their own scripts.
        ("がぎ हिन्दी", "がぎ हिन्दी"),
    ] {
        assert_eq!(search::fold(text), folded);
        assert_eq!(
            search::fold(folded),
            folded,
            "folding twice changes nothing"
        );
    }
}

#[test]
fn any_text_can_be_indexed_and_finds_itself() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let place = Place::new();
    let db = place.open();
    let operators = "[ \"'*^():&|!<>+\\\\ANDORTEe\u{301}é雨9-]{0,30}";
    let texts = proptest::prop_oneof!["\\PC{0,30}", ".{0,30}", operators];
    let config = proptest::test_runner::Config {
        failure_persistence: None,
        ..Default::default()
    };
    proptest::proptest!(config, |(text in texts)| {
        let words = search::fold(&text).chars().any(char::is_alphanumeric);
        let hits = runtime.block_on(db.write(move |conn| {
            search::put(conn, TABLE, 1, "ann", &text, "")?;
            Ok::<_, Fault>(search::find(conn, TABLE, "ann", &text, 1, 0)?.len())
        }));
        assert_eq!(hits.unwrap(), usize::from(words));
    });
}
