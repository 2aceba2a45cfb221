//! Reads and writes: what is kept, what is undone, and who waits for whom.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use common::{Place, count, hold_writer, insert};
use diesel::Connection;
use diesel::result::Error;
use storage::{Fault, diesel};

#[tokio::test]
async fn writes_that_wait_together_share_a_commit_and_fail_alone() {
    let place = Place::new();
    let db = place.open();
    let (release, held) = hold_writer(&db).await;

    let queued = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..60)
        .map(|n| {
            let (db, queued) = (db.clone(), Arc::clone(&queued));
            tokio::spawn(async move {
                // One thread runs all tasks, so whoever counted has also been polled up to the queue.
                queued.fetch_add(1, Ordering::Relaxed);
                db.write(move |conn| {
                    insert(conn, &format!("note {n}"))?;
                    match n % 10 {
                        3 => Err(Fault::Query(Error::NotFound)),
                        // Also from inside a nested transaction, which nobody then ends.
                        6 => conn.transaction(|_| panic!("a bug in job {n}")),
                        // A violation that the job survives, in a savepoint of its own.
                        9 => {
                            let again = conn.transaction(|conn| insert(conn, &format!("note {n}")));
                            assert!(again.is_err());
                            Ok(n)
                        }
                        _ => Ok(n),
                    }
                })
                .await
            })
        })
        .collect();
    while queued.load(Ordering::Relaxed) < tasks.len() {
        tokio::task::yield_now().await;
    }
    drop(release);
    held.await.unwrap().unwrap();
    for (n, task) in tasks.into_iter().enumerate() {
        match (n % 10, task.await.unwrap()) {
            (3, Err(Fault::Query(Error::NotFound))) | (6, Err(Fault::Panicked)) => {}
            (3 | 6, other) => panic!("job {n}: {other:?}"),
            (_, kept) => assert_eq!(kept.unwrap(), n),
        }
    }

    assert_eq!(db.read(count).await.unwrap(), 48);
    if place.is_sqlite() {
        let written = db.written();
        assert_eq!(written.writes, 61);
        assert!(written.commits < written.writes, "{written:?}");
    }
    db.close().await;
}

#[tokio::test]
async fn a_lone_write_is_committed_alone_and_seen_by_the_next_read() {
    let place = Place::new();
    let db = place.open();
    for n in 1..=20 {
        db.write(move |conn| insert(conn, &n.to_string()))
            .await
            .unwrap();
        assert_eq!(db.read(count).await.unwrap(), n);
    }
    if place.is_sqlite() {
        assert_eq!(db.written().commits, 20);
    }
    db.close().await;
}

#[tokio::test]
async fn a_read_sees_one_moment_and_stores_nothing() {
    let place = Place::new();
    let db = place.open();
    let (between, paused) = tokio::sync::oneshot::channel();
    let (resume, resumed) = mpsc::channel::<()>();
    let reader = tokio::spawn({
        let db = db.clone();
        async move {
            db.read(move |conn| {
                let before = count(conn)?;
                between.send(()).unwrap();
                let _ = resumed.recv();
                Ok::<_, Fault>((before, count(conn)?))
            })
            .await
        }
    });
    paused.await.unwrap();
    db.write(|conn| insert(conn, "in between")).await.unwrap();
    drop(resume);
    assert_eq!(reader.await.unwrap().unwrap(), (0, 0));

    let refused = db.read(|conn| insert(conn, "sneaked in")).await;
    assert!(matches!(refused, Err(Fault::Query(_))), "{refused:?}");
    let panicked: Result<(), Fault> = db.read(|_| panic!("a bug in a read")).await;
    assert!(matches!(panicked, Err(Fault::Panicked)), "{panicked:?}");
    for _ in 0..8 {
        assert_eq!(db.read(count).await.unwrap(), 1);
    }
    db.close().await;
}

#[tokio::test]
async fn a_full_queue_is_busy_and_a_closed_one_says_so() {
    let place = Place::new();
    let db = place.open_narrow(Duration::from_millis(20));
    let (release, held) = hold_writer(&db).await;
    let queued = tokio::spawn({
        let db = db.clone();
        async move { db.write(|conn| insert(conn, "in the queue")).await }
    });
    tokio::task::yield_now().await;
    let refused = db.write(|conn| insert(conn, "one too many")).await;
    assert!(matches!(refused, Err(Fault::Busy)), "{refused:?}");
    assert_eq!(
        db.read(count).await.unwrap(),
        0,
        "reads do not wait for writes"
    );

    // Closing finishes what waits, and refuses what comes later.
    let other = db.clone();
    let closing = tokio::spawn(db.close());
    tokio::task::yield_now().await;
    drop(release);
    closing.await.unwrap();
    held.await.unwrap().unwrap();
    queued.await.unwrap().unwrap();
    assert!(matches!(other.read(count).await, Err(Fault::Closed)));
    assert!(matches!(other.write(count).await, Err(Fault::Closed)));
    assert_eq!(place.open().read(count).await.unwrap(), 1);
}

#[tokio::test]
async fn a_write_is_done_even_if_its_caller_goes_away() {
    let place = Place::new();
    let db = place.open();
    let (release, held) = hold_writer(&db).await;
    let gone = tokio::spawn({
        let db = db.clone();
        async move { db.write(|conn| insert(conn, "orphan")).await }
    });
    tokio::task::yield_now().await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    drop(release);
    held.await.unwrap().unwrap();
    // The queue is in order: after this write the abandoned one is done.
    db.write(|conn| insert(conn, "later")).await.unwrap();
    db.close().await;
    assert_eq!(place.open().read(count).await.unwrap(), 2);
}
