//! Several processes on one database, as the `user` and `token` commands beside a running server.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::{Place, count, hold_writer, insert};
use storage::Fault;

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

#[tokio::test]
async fn a_file_that_another_process_keeps_locked_is_busy_for_writes_only() {
    let place = Place::new();
    let (server, command) = (place.open_narrow(Duration::from_millis(20)), place.open());
    if !place.is_sqlite() {
        return; // PostgreSQL locks rows.
    }
    let (release, held) = hold_writer(&command).await;
    let refused = server.write(|conn| insert(conn, "refused")).await;
    assert!(matches!(refused, Err(Fault::Busy)), "{refused:?}");
    assert_eq!(server.read(count).await.unwrap(), 0);
    drop(release);
    held.await.unwrap().unwrap();
    server.write(|conn| insert(conn, "stored")).await.unwrap();
    assert_eq!(command.read(count).await.unwrap(), 1);
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn a_cut_connection_is_replaced() {
    use storage::diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Integer};

    #[derive(QueryableByName)]
    struct Backend {
        #[diesel(sql_type = Integer)]
        pid: i32,
    }
    let place = Place::new();
    if place.is_sqlite() {
        return;
    }
    let (server, command) = (place.open_narrow(Duration::from_secs(5)), place.open());
    for _ in 0..3 {
        let backend: Backend = server
            .read(|conn| {
                Ok::<_, Fault>(sql_query("SELECT pg_backend_pid() AS pid").get_result(conn)?)
            })
            .await
            .unwrap();
        let cut = format!("SELECT pg_terminate_backend({}, 5000)", backend.pid);
        command
            .write(move |conn| Ok::<_, Fault>(sql_query(cut).execute(conn)?))
            .await
            .unwrap();
        // Cut while idle: nobody notices.
        assert_eq!(server.read(count).await.unwrap(), 0);
        // Cut in the middle of a write: that one fails, the next does not.
        let broken = server.write(|conn| {
            insert(conn, "lost")?;
            Ok::<_, Fault>(
                sql_query("SELECT pg_terminate_backend(pg_backend_pid())").execute(conn)?,
            )
        });
        assert!(matches!(broken.await, Err(Fault::Query(_))));
        assert_eq!(server.write(count).await.unwrap(), 0);
    }
}
