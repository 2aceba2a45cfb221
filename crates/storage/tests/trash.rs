//! Trash, counters and cursors: what every capability builds its lists on.
#![allow(clippy::unwrap_used)]

mod common;

use common::Place;
use serde::{Deserialize, Serialize};
use storage::{Fault, counters, cursor, trash};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    body: String,
    stars: u8,
}

fn note(body: &str) -> Note {
    Note {
        body: body.to_owned(),
        stars: 3,
    }
}

#[tokio::test]
async fn what_is_buried_comes_back_whole_and_only_to_its_owner() {
    let place = Place::new();
    let db = place.open();
    db.write(|conn| {
        for (id, at) in [("a", 10), ("b", 20), ("c", 20), ("d", 30)] {
            trash::bury(
                conn,
                "ann",
                "note",
                id,
                &format!("Note {id}"),
                &note(id),
                at,
            )?;
        }
        trash::bury(conn, "bob", "note", "a", "Bob's", &note("bob's"), 15)?;
        trash::bury(conn, "ann", "list", "a", "A list", &vec![1, 2], 15)?;
        // Deleted once more after an id came back: the newer one counts.
        trash::bury(conn, "ann", "note", "d", "Note d again", &note("newer"), 31)?;

        let first = trash::list(conn, "ann", "note", 3, None)?;
        let ids: Vec<_> = first
            .iter()
            .map(|entry| (entry.id.as_str(), entry.deleted_at))
            .collect();
        assert_eq!(ids, [("d", 31), ("c", 20), ("b", 20)]);
        assert_eq!(first[0].title, "Note d again");
        let rest = trash::list(conn, "ann", "note", 3, Some((20, "b")))?;
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].id, "a");

        assert_eq!(
            trash::exhume::<Note>(conn, "ann", "note", "d")?,
            Some(note("newer"))
        );
        assert_eq!(
            trash::exhume::<Note>(conn, "ann", "note", "d")?,
            None,
            "once only"
        );
        assert_eq!(
            trash::exhume::<Note>(conn, "bob", "note", "b")?,
            None,
            "not bob's"
        );
        assert_eq!(
            trash::exhume::<Note>(conn, "bob", "note", "a")?,
            Some(note("bob's"))
        );
        assert_eq!(
            trash::exhume::<Vec<u8>>(conn, "ann", "list", "a")?,
            Some(vec![1, 2])
        );

        assert!(trash::forget(conn, "ann", "note", "a")?);
        assert!(!trash::forget(conn, "ann", "note", "a")?);
        Ok::<_, Fault>(())
    })
    .await
    .unwrap();

    // What does not read back stays in the trash: the error undoes the whole write.
    let misread =
        db.write(|conn| Ok::<_, Fault>(trash::exhume::<Vec<u8>>(conn, "ann", "note", "b")?));
    assert!(matches!(misread.await, Err(Fault::Query(_))));
    let purged = db.write(|conn| {
        Ok::<_, Fault>((
            trash::purge(conn, 20)?,
            trash::purge(conn, 21)?,
            trash::purge(conn, 21)?,
        ))
    });
    assert_eq!(purged.await.unwrap(), (0, 2, 0), "b and c, deleted at 20");
    db.close().await;
}

#[tokio::test]
async fn counters_are_kept_by_owner_and_name_and_roll_back() {
    let place = Place::new();
    let db = place.open();
    let outcome = db.write(|conn| {
        counters::add(conn, "ann", "todos", 2)?;
        Err::<(), _>(Fault::Query(
            storage::diesel::result::Error::RollbackTransaction,
        ))
    });
    assert!(outcome.await.is_err());
    let values = db.write(|conn| {
        assert_eq!(counters::get(conn, "ann", "todos")?, 0);
        counters::add(conn, "ann", "todos", 5)?;
        counters::add(conn, "ann", "todos", -2)?;
        counters::add(conn, "bob", "todos", -1)?;
        counters::set(conn, "ann", "notes", 7)?;
        counters::set(conn, "ann", "notes", 8)?;
        Ok::<_, Fault>([
            counters::get(conn, "ann", "todos")?,
            counters::get(conn, "bob", "todos")?,
            counters::get(conn, "ann", "notes")?,
        ])
    });
    assert_eq!(values.await.unwrap(), [3, -1, 8]);
    db.close().await;
}

#[test]
fn a_cursor_comes_back_as_it_went_and_nothing_else_passes() {
    let keys = (-5_i64, "a/b?c=d".to_owned(), None::<String>);
    let text = cursor::encode(&keys).unwrap();
    assert!(
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
        "{text}"
    );
    assert_eq!(
        cursor::decode::<(i64, String, Option<String>)>(&text).unwrap(),
        keys
    );
    for bad in [
        "",
        "1",
        "%%%",
        "e30",
        &text[1..],
        &cursor::encode(&(1, 2)).unwrap(),
    ] {
        let error = cursor::decode::<(i64, String, Option<String>)>(bad).unwrap_err();
        assert!(error.to_string().contains("next_cursor"), "{bad}");
    }
}
