//! Durable writes: an answer means that the todo is on the disk.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::figures::{WRITERS, add};
use crate::load::{Load, Until, load};
use crate::machine;
use crate::report::Figure;
use crate::server::{Product, Server};
use crate::times::{Times, ms};

/// What a write may take beyond the fsync.
const BEYOND: Duration = Duration::from_millis(1);
const WRITES_PER_FSYNC: f64 = 5.0;

pub(super) async fn measure(
    product: &Product,
    floor: &impl Fn() -> io::Result<Server>,
    folder: &Path,
) -> io::Result<Vec<Figure>> {
    // Right before the writes: a disk has its moods.
    let fsync = machine::fsync(folder)?;
    let server = product.start()?;
    let one = writes(&server, &product.token, 1).await?;
    let many = writes(&server, &product.token, WRITERS).await?;
    server.stop()?;
    let server = floor()?;
    let bare_one = writes(&server, "", 1).await?;
    let bare_many = writes(&server, "", WRITERS).await?;
    server.stop()?;
    let shared = writes_per_fsync(product, &folder.join("trace")).await;
    let limit = fsync.p50() + BEYOND;
    Ok(vec![
        Figure {
            what: "fsync of the disk",
            budget: String::new(),
            measured: spread(&fsync),
            floor: String::new(),
            kept: None,
        },
        Figure {
            what: "durable write, 1 writer",
            budget: format!("p50 ≤ fsync + 1 ms = {}", ms(limit)),
            measured: speed(&one),
            floor: speed(&bare_one),
            kept: Some(one.times.p50() <= limit),
        },
        Figure {
            what: "durable writes, 64 writers",
            budget: String::new(),
            measured: speed(&many),
            floor: speed(&bare_many),
            kept: None,
        },
        Figure {
            what: "writes per fsync, 64 writers",
            budget: format!("≥ {WRITES_PER_FSYNC}"),
            measured: match &shared {
                Ok(shared) => format!("{shared:.1}"),
                Err(error) => format!("not measured: strace: {error}"),
            },
            floor: "1.0".to_owned(),
            kept: shared.ok().map(|shared| shared >= WRITES_PER_FSYNC),
        },
    ])
}

/// One second to warm up, then five that count.
async fn writes(server: &Server, token: &str, writers: u64) -> io::Result<Load> {
    let warm = Until::Elapsed(Duration::from_secs(1));
    load(server.address, writers, warm, adds(token)).await?;
    let counted = Until::Elapsed(Duration::from_secs(5));
    load(server.address, writers, counted, adds(token)).await
}

fn adds(token: &str) -> impl Fn(u64) -> Vec<u8> + Send + Sync + 'static {
    let token = token.to_owned();
    move |number| add(&token, &format!("Call dentist number {number}"), None)
}

fn speed(load: &Load) -> String {
    format!("{:.0} writes/s, {}", load.per_second(), spread(&load.times))
}

fn spread(times: &Times) -> String {
    let [p50, p99] = [times.p50(), times.p99()].map(ms);
    format!("p50 {p50}, p99 {p99}")
}

async fn writes_per_fsync(product: &Product, trace: &Path) -> io::Result<f64> {
    let server = product.start_traced(trace)?;
    let before = fsyncs(trace)?;
    let load = load(
        server.address,
        WRITERS,
        Until::Sent(200),
        adds(&product.token),
    )
    .await?;
    let during = fsyncs(trace)?.saturating_sub(before);
    server.stop()?;
    Ok(load.times.len_f64() / f64::from(during.max(1)))
}

/// The calls in a trace. A call that strace shows in two lines has its name and bracket in the first only.
fn fsyncs(trace: &Path) -> io::Result<u32> {
    let calls = fs::read_to_string(trace)?.matches("sync(").count();
    u32::try_from(calls).map_err(io::Error::other)
}
