//! What it takes to start and to wait: time, memory, bytes on the disk.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::time::sleep;

use crate::figures::READERS;
use crate::http;
use crate::load::{Until, load};
use crate::report::Figure;
use crate::server::{Product, Server};
use crate::times::{Times, ms};

const STARTS: usize = 20;
const START_BUDGET: Duration = Duration::from_millis(100);
const MEGABYTE: u64 = 1_000_000;
const MEMORY_BUDGET: u64 = 40 * MEGABYTE;
const SIZE_BUDGET: u64 = 30 * MEGABYTE;

pub(super) async fn measure(
    odysseus: &Path,
    product: &Product,
    floor: &impl Fn() -> io::Result<Server>,
) -> io::Result<Vec<Figure>> {
    let ours = starts(|| product.start())?;
    let bare = starts(floor)?;
    let server = product.start()?;
    let (idle, used) = memory(&server, &product.token).await?;
    server.stop()?;
    let server = floor()?;
    let (bare_idle, bare_used) = memory(&server, "").await?;
    server.stop()?;
    let size = fs::metadata(odysseus)?.len();
    Ok(vec![
        Figure {
            what: "start on 10,000 todos → first 200 of `/api/health` (20 starts)",
            budget: format!("≤ {}", ms(START_BUDGET)),
            measured: spread(&ours),
            floor: spread(&bare),
            kept: Some(ours.p99() <= START_BUDGET),
        },
        Figure {
            what: "idle memory (resident), 10,000 todos, 3 s after the start",
            budget: format!("≤ {}", mb(MEMORY_BUDGET)),
            measured: mb(idle),
            floor: mb(bare_idle),
            kept: Some(idle <= MEMORY_BUDGET),
        },
        Figure {
            what: "memory after 20,000 lists over 16 connections",
            budget: format!("≤ {}", mb(MEMORY_BUDGET)),
            measured: mb(used),
            floor: mb(bare_used),
            kept: Some(used <= MEMORY_BUDGET),
        },
        Figure {
            what: "release binary",
            budget: format!("≤ {}", mb(SIZE_BUDGET)),
            measured: mb(size),
            floor: String::new(),
            kept: Some(size <= SIZE_BUDGET),
        },
    ])
}

fn starts(start: impl Fn() -> io::Result<Server>) -> io::Result<Times> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let server = start()?;
        times.push(server.ready_after);
        server.stop()?;
    }
    Ok(Times::new(times))
}

/// Resident memory when nothing was asked yet, and after work.
async fn memory(server: &Server, token: &str) -> io::Result<(u64, u64)> {
    const PAUSE: Duration = Duration::from_secs(3);
    sleep(PAUSE).await;
    let idle = server.resident_bytes()?;
    let list = http::request("GET", "/api/todos?limit=20", token, "");
    load(
        server.address,
        READERS,
        Until::Sent(20_000 / READERS),
        move |_| list.clone(),
    )
    .await?;
    sleep(PAUSE).await;
    Ok((idle, server.resident_bytes()?))
}

fn spread(times: &Times) -> String {
    let [min, p50, p99] = [times.min(), times.p50(), times.p99()].map(ms);
    format!("min {min}, p50 {p50}, p99 {p99}")
}

/// Bytes in megabytes, to a tenth.
fn mb(bytes: u64) -> String {
    let tenths = (bytes + MEGABYTE / 20) / (MEGABYTE / 10);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
