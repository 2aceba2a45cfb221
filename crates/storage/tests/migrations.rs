//! Opening: what is applied, what is refused, and with which words.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::path::Path;

use common::{BROKEN, EDITED, ORPHAN, Place, V1, V2, count, insert};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use storage::{AnyConn, Database, Fault, Location, OpenError, Schema, diesel, per_backend};

fn refusal(place: &Place, schemas: &[&Schema]) -> OpenError {
    match Database::open(&place.location, schemas) {
        Ok(_) => panic!("the database was opened"),
        Err(error) => error,
    }
}

#[derive(QueryableByName, Debug, PartialEq)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The whole schema as text, comparable between two databases.
fn described(conn: &mut AnyConn) -> Result<Vec<Line>, Fault> {
    let sql = per_backend! { &*conn,
        sqlite |_| "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') AS line FROM sqlite_schema ORDER BY line",
        postgres |_| "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line \
            FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY line"
    };
    Ok(sql_query(sql).load(conn)?)
}

#[tokio::test]
async fn a_migrated_database_equals_a_fresh_one_and_keeps_its_rows() {
    let (old, fresh) = (Place::new(), Place::new());
    let db = Database::open(&old.location, &[&V1]).unwrap();
    assert_eq!(
        db.versions(),
        [
            "storage/0001_trash_and_counters",
            "storage/0002_sealing_canary",
            "notes/0001_notes"
        ]
    );
    db.write(|conn| insert(conn, "kept")).await.unwrap();
    db.close().await;

    let (migrated, fresh) = (old.open(), fresh.open());
    assert_eq!(migrated.versions(), fresh.versions());
    assert_eq!(migrated.versions().last().unwrap(), "notes/0002_search");
    let schema = migrated.read(described).await.unwrap();
    assert!(
        schema.iter().any(|line| line.line.contains("notes_search")),
        "{schema:?}"
    );
    assert_eq!(schema, fresh.read(described).await.unwrap());
    assert_eq!(migrated.read(count).await.unwrap(), 1);
}

#[tokio::test]
async fn a_newer_database_and_an_edited_migration_are_refused() {
    let place = Place::new();
    place.open().close().await;
    let newer = refusal(&place, &[&V1]);
    assert_eq!(
        newer.to_string(),
        "this database was written by a newer Odysseus (notes/0002_search). Start that version or \
         a later one, or restore a backup made before the upgrade"
    );
    let edited = refusal(&place, &[&EDITED]);
    assert!(
        matches!(&edited, OpenError::Edited(version) if version == "notes/0001_notes"),
        "{edited}"
    );
    let twice = refusal(&place, &[&V2, &V2]);
    assert!(
        matches!(&twice, OpenError::Duplicate(version) if version == "notes/0001_notes"),
        "{twice}"
    );
    // A capability this binary lacks: its tables stay, and everything else works.
    let without = Database::open(&place.location, &[]).unwrap();
    assert_eq!(
        without.versions(),
        [
            "storage/0001_trash_and_counters",
            "storage/0002_sealing_canary"
        ]
    );
    without.close().await;
    assert_eq!(place.open().read(count).await.unwrap(), 0);
}

#[tokio::test]
async fn a_failed_migration_leaves_nothing() {
    let place = Place::new();
    for (schema, version) in [
        (&BROKEN, "notes/0001_broken"),
        (&ORPHAN, "notes/0001_orphan"),
    ] {
        let error = refusal(&place, &[schema]);
        assert!(
            matches!(&error, OpenError::Migration { version: v, .. } if v == version),
            "{error}"
        );
    }
    let schema = place.open().read(described).await.unwrap();
    let half = ["half_done", "children", "parents"];
    assert!(
        !schema
            .iter()
            .any(|line| half.iter().any(|name| line.line.contains(name))),
        "{schema:?}"
    );
}

#[tokio::test]
async fn several_processes_may_open_a_new_database_at_once() {
    for _ in 0..5 {
        let place = Place::new();
        let opened: Vec<Database> = std::thread::scope(|scope| {
            let openers: Vec<_> = (0..6).map(|_| scope.spawn(|| place.open())).collect();
            openers
                .into_iter()
                .map(|opener| opener.join().unwrap())
                .collect()
        });
        for (n, db) in opened.iter().enumerate() {
            db.write(move |conn| insert(conn, &n.to_string()))
                .await
                .unwrap();
        }
        assert_eq!(opened[0].read(count).await.unwrap(), 6);
    }
}

#[test]
fn a_url_names_a_place_and_never_shows_a_password() {
    let dir = Path::new("/data");
    let sqlite = |path: &str| Location::Sqlite(path.into());
    for (url, location, shown) in [
        (None, sqlite("/data/odysseus.db"), "/data/odysseus.db"),
        (
            Some("sqlite:other.db"),
            sqlite("/data/other.db"),
            "/data/other.db",
        ),
        (Some("sqlite:///srv/x.db"), sqlite("/srv/x.db"), "/srv/x.db"),
        (
            Some("postgres://ody:p@ss/w@db:5432/ody?password=x"),
            Location::Postgres("postgres://ody:p@ss/w@db:5432/ody?password=x".into()),
            "postgres://db:5432/ody",
        ),
        (
            Some("postgresql://ody:wh?at@db/ody"),
            Location::Postgres("postgresql://ody:wh?at@db/ody".into()),
            "postgresql://…",
        ),
    ] {
        let parsed = Location::parse(url, dir).unwrap();
        assert_eq!(parsed, location);
        assert_eq!(parsed.to_string(), shown);
        assert_eq!(format!("{parsed:?}"), shown);
    }
    for url in ["mysql://root:secret@db/x", "sqlite:", "odysseus.db"] {
        let error = Location::parse(Some(url), dir).unwrap_err().to_string();
        assert!(
            error.contains("must begin with postgres:// or sqlite:"),
            "{error}"
        );
        assert!(!error.contains("secret"), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let Location::Sqlite(file) = &place.location else {
        return;
    };
    let db = place.open();
    db.write(|conn| insert(conn, "secret")).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    for path in [file.clone(), file.with_extension("db-wal")] {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    db.close().await;
    assert!(
        !file.with_extension("db-wal").exists(),
        "closing moves the WAL into the file"
    );
}

#[cfg(not(feature = "postgres"))]
#[test]
fn a_binary_without_postgres_says_how_to_get_it() {
    let location = Location::Postgres("postgres://localhost/x".into());
    let Err(error) = Database::open(&location, &[]) else {
        panic!("opened");
    };
    assert!(error.to_string().contains("--features postgres"), "{error}");
}
