//! Several processes on one database, as the `user` and `token` commands beside a running server.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, count, insert};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_of_two_processes_all_arrive() {
    let place = Place::new();
    let handles = [place.open(), place.open()];
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let db = handles[n % 2].clone();
            tokio::spawn(async move { db.write(move |conn| insert(conn, &n.to_string())).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    for db in &handles {
        assert_eq!(db.read(count).await.unwrap(), 200);
    }
}

#[tokio::test]
async fn a_commit_elsewhere_is_noticed() {
    let place = Place::new();
    let (server, command) = (place.open(), place.open());
    let before = server.changes_elsewhere().await.unwrap();
    if place.is_sqlite() {
        server.write(|conn| insert(conn, "own")).await.unwrap();
        assert_eq!(
            server.changes_elsewhere().await.unwrap(),
            before,
            "own writes do not count"
        );
    }
    command.write(|conn| insert(conn, "foreign")).await.unwrap();
    let after = server.changes_elsewhere().await.unwrap();
    assert_ne!(after, before);
    if place.is_sqlite() {
        assert_eq!(server.changes_elsewhere().await.unwrap(), after);
    }
}
