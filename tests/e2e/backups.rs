//! Backup and restore with the real program: what was true at one moment, all of it, or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::json;

use crate::support::{Client, Home, Operations, Receiver, Server, until};

const WRITERS: usize = 6;
const PASSPHRASE: &str = "twelve or more letters";

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The rows of every table of a database that nobody writes to, in the order of their columns.
fn rows(data: &Path) -> BTreeMap<String, Vec<String>> {
    let database = Connection::open(data.join("odysseus.db")).unwrap();
    let mut tables = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .unwrap();
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let read = |name: &String| {
        let mut all = database
            .prepare(&format!("SELECT * FROM \"{name}\""))
            .unwrap();
        let columns = all.column_count();
        let mut rows: Vec<String> = all
            .query_map([], |row| {
                let cells: Result<Vec<Cell>, _> = (0..columns).map(|at| row.get(at)).collect();
                Ok(format!("{:?}", cells?))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect();
        rows.sort();
        rows
    };
    names
        .iter()
        .map(|name| (name.clone(), read(name)))
        .collect()
}

fn number(database: &Connection, sql: &str) -> i64 {
    database
        .query_row(sql, [], |row| row.get(0))
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// One writer: its todos are numbered, and it waits for each.
async fn write(
    agent: Client,
    writer: usize,
    acknowledged: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) {
    let mut next = 0;
    while !stop.load(Ordering::SeqCst) {
        let todo = json!({ "title": format!("{next}"), "label": format!("writer {writer}") });
        agent.post("/api/todos", &todo).await.expect(200);
        next += 1;
        acknowledged.store(next, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_write_load_it_is_what_was_true_at_one_moment() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["todos:write"]);
    let server = Server::start(&home);
    let agent = server.client().token(&token);
    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged: Vec<_> = (0..WRITERS)
        .map(|_| Arc::new(AtomicUsize::new(0)))
        .collect();
    let writers: Vec<_> = acknowledged
        .iter()
        .enumerate()
        .map(|(writer, count)| {
            tokio::spawn(write(
                agent.clone(),
                writer,
                Arc::clone(count),
                Arc::clone(&stop),
            ))
        })
        .collect();
    let counts = || -> Vec<usize> {
        acknowledged
            .iter()
            .map(|count| count.load(Ordering::SeqCst))
            .collect()
    };
    let shared = Arc::new(home);
    for round in 0..3 {
        let floor: usize = counts().iter().sum::<usize>() + 50;
        until("the writers write", Duration::from_secs(60), async || {
            (counts().iter().sum::<usize>() >= floor).then_some(())
        })
        .await;
        let file = shared.path().join(format!("{round}.zip"));
        let before = counts();
        let (home, target) = (Arc::clone(&shared), file.clone());
        tokio::task::spawn_blocking(move || home.odysseus(&["backup", text(&target)], "").ok())
            .await
            .unwrap();
        let after = counts();

        let new = shared.path().join(format!("restored-{round}"));
        shared
            .odysseus(&["restore", text(&file), "--data-dir", text(&new)], "")
            .ok();
        let database = Connection::open(new.join("odysseus.db")).unwrap();
        let all = number(&database, "SELECT count(*) FROM todos");
        for (writer, (before, after)) in before.iter().zip(&after).enumerate() {
            let of = format!("FROM todos WHERE label = 'writer {writer}'");
            let count = number(&database, &format!("SELECT count(*) {of}"));
            let last = number(
                &database,
                &format!("SELECT coalesce(max(CAST(title AS INTEGER)), -1) {of}"),
            );
            assert_eq!(count, last + 1, "round {round}, writer {writer}: a gap");
            let count = usize::try_from(count).unwrap();
            assert!(
                count >= *before,
                "round {round}, writer {writer}: an acknowledged write is missing"
            );
            // One more may be stored than was acknowledged.
            assert!(
                count <= after + 1,
                "round {round}, writer {writer}: {count} of {after}"
            );
        }
        // What commits together is there together.
        for (what, sql) in [
            (
                "the counter",
                "SELECT value FROM counters WHERE name LIKE 'todos%' AND value > 0",
            ),
            ("the search index", "SELECT count(*) FROM todos_search"),
            (
                "the record",
                "SELECT count(*) FROM audit WHERE operation = 'todos.add'",
            ),
        ] {
            assert_eq!(number(&database, sql), all, "round {round}: {what}");
        }
    }
    stop.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.await.unwrap();
    }
    server.stop();
}

/// A home with something in every corner that can be reached without other machines.
pub(crate) async fn furnished(receiver: &Receiver) -> Home {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    home.user("bob", "UTC", false);
    let token = home.token(
        "ann",
        &[
            "todos:write",
            "notifications:write",
            "memory:write",
            "documents:write=ask",
        ],
    );
    let server = Server::start(&home);
    let operations = Operations::of(&home);
    let ann = server.client().sign_in("ann").await;
    let agent = server.client().token(&token);
    let channel = json!({ "kind": "webhook", "url": receiver.url });
    ann.run(operations.get("notifications.add_channel"), channel)
        .await
        .expect(200);
    let past = (Timestamp::now() - SignedDuration::from_secs(1)).to_string();
    for (name, input) in [
        (
            "todos.add",
            json!({ "title": "Überfällig", "due_date": past }),
        ),
        ("todos.add", json!({ "title": "Milk and honey" })),
        ("todos.add", json!({ "title": "gone" })),
        ("memory.add", json!({ "text": "Ann drinks oat milk." })),
        (
            "documents.create",
            json!({ "title": "Plan", "content": "Buy a boat.\nSail it." }),
        ),
    ] {
        let made = agent.run(operations.get(name), input).await.expect(200);
        if made["title"] == "gone" {
            let id = json!({ "id": made["id"] });
            agent
                .run(operations.get("todos.delete"), id)
                .await
                .expect(200);
        }
    }
    until("the reminder rings", Duration::from_secs(30), async || {
        (!receiver.about("Überfällig").is_empty()).then_some(())
    })
    .await;
    server.stop();
    fs::create_dir_all(home.data().join("files/ab")).unwrap();
    fs::write(home.data().join("files/ab/cd"), b"\0\xff\r\n").unwrap();
    home
}

#[tokio::test]
async fn every_table_has_every_row_and_the_restored_server_works() {
    let receiver = Receiver::start().await;
    let home = furnished(&receiver).await;
    let token = home.token("ann", &["todos:write"]);
    let server = Server::start(&home);
    let soon = (Timestamp::now() + SignedDuration::from_secs(3600)).to_string();
    let todo = json!({ "title": "Call dentist", "due_date": soon });
    let made = server
        .client()
        .token(&token)
        .post("/api/todos", &todo)
        .await
        .expect(200);
    server.stop();
    let file = home.path().join("backup.zip");
    let args = ["backup", text(&file), "--with-key", "--passphrase-stdin"];
    let said = home.odysseus(&args, PASSPHRASE).ok();
    assert!(said.contains("locked with your passphrase"), "{said}");

    let new = Home::new();
    let args = ["restore", text(&file), "--passphrase-stdin"];
    let said = new.odysseus(&args, &format!("{PASSPHRASE}\n")).ok();
    assert!(said.contains("Nothing is missing"), "{said}");
    let (before, after) = (rows(&home.data()), rows(&new.data()));
    assert!(
        before.len() > 30 && before["todos"].len() == 3,
        "{:?}",
        before.keys()
    );
    let empty: Vec<_> = before.iter().filter(|(_, rows)| rows.is_empty()).collect();
    println!("{} tables, {} of them empty", before.len(), empty.len());
    assert!(empty.len() < before.len() / 2, "{empty:?}");
    for (table, rows) in &before {
        assert_eq!(after.get(table), Some(rows), "{table}");
    }
    assert_eq!(before.len(), after.len());
    assert_eq!(
        fs::read(new.data().join("files/ab/cd")).unwrap(),
        b"\0\xff\r\n"
    );
    assert_eq!(
        fs::read(new.data().join("sealing.key")).unwrap(),
        fs::read(home.data().join("sealing.key")).unwrap()
    );

    let server = Server::start(&new);
    server.client().sign_in("bob").await;
    let agent = server.client().token(&token);
    let found = agent.get("/api/todos/search?q=hon").await.expect(200);
    assert_eq!(found["items"][0]["title"], "Milk and honey", "{found}");
    // The reminder's time comes, and it goes out through the channel, whose secret opens.
    let id = made["id"].as_str().unwrap();
    let now = json!({ "due_date": (Timestamp::now() + SignedDuration::from_secs(1)).to_string() });
    agent
        .send("PATCH", &format!("/api/todos/{id}"), Some(&now))
        .await
        .expect(200);
    until(
        "the restored reminder rings",
        Duration::from_secs(30),
        async || (!receiver.about("Call dentist").is_empty()).then_some(()),
    )
    .await;
    assert!(!server.log().contains("sealing key"), "{}", server.log());
    server.stop();
}

#[tokio::test]
async fn a_damaged_backup_or_a_wrong_passphrase_makes_nothing() {
    let home = furnished(&Receiver::start().await).await;
    let file = home.path().join("backup.zip");
    let new = home.path().join("new");
    let with_key = |more: &[&str], stdin: &str| {
        let args = ["backup", text(&file), "--with-key", "--passphrase-stdin"];
        home.odysseus(&[&args[..], more].concat(), stdin)
    };
    let restore = |more: &[&str], stdin: &str| {
        let args = ["restore", text(&file), "--data-dir", text(&new)];
        home.odysseus(&[&args[..], more].concat(), stdin)
    };
    assert!(with_key(&[], "short").fails(1).contains("12 characters"));
    assert!(!file.exists());
    with_key(&[], PASSPHRASE).ok();
    let whole = fs::read(&file).unwrap();
    assert!(with_key(&[], PASSPHRASE).fails(1).contains("--force"));
    assert_eq!(fs::read(&file).unwrap(), whole, "the older one stays");
    with_key(&["--force"], PASSPHRASE).ok();
    let whole = fs::read(&file).unwrap();

    for step in 0..36 {
        let mut broken = whole.clone();
        broken[step * (whole.len() - 1) / 35] ^= 0x04;
        fs::write(&file, broken).unwrap();
        let error = restore(&[], "").fails(1);
        assert!(
            error.contains("damaged") || error.contains("no backup"),
            "{error}"
        );
        assert!(!new.exists(), "region {step}");
    }
    fs::write(&file, &whole).unwrap();
    let wrong = restore(&["--passphrase-stdin"], "another passphrase").fails(1);
    assert!(wrong.contains("does not open"), "{wrong}");
    assert!(!new.exists());
    let left: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "nothing is left behind: {left:?}");

    fs::create_dir(&new).unwrap();
    fs::write(new.join("mine"), "precious").unwrap();
    assert!(restore(&[], "").fails(1).contains("not empty"));
    assert_eq!(fs::read_dir(&new).unwrap().count(), 1);
    fs::remove_dir_all(&new).unwrap();
    let said = restore(&[], "").ok();
    assert!(
        said.contains("The sealing key is missing") && said.contains("--passphrase-stdin"),
        "{said}"
    );
    assert!(!new.join("sealing.key").exists());
}

#[tokio::test]
async fn a_backup_made_by_the_server_comes_down_whole() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let server = Server::start(&home);
    let ann = server.client().sign_in("ann").await;
    let made = ann.post("/api/backups", &json!({})).await.expect(200);
    let name = made["name"].as_str().unwrap();
    let reply = ann.get(&format!("/api/backups/{name}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        reply.headers["content-length"],
        made["size"].to_string().as_str()
    );
    assert_eq!(
        reply.headers["content-disposition"],
        format!("attachment; filename=\"{name}\"").as_str()
    );
    let file = home.path().join("down.zip");
    fs::write(&file, &reply.body).unwrap();
    let new = home.path().join("new");
    home.odysseus(&["restore", text(&file), "--data-dir", text(&new)], "")
        .ok();
    server.stop();
}
