//! The authenticated list of 20 todos.

use std::io;
use std::time::Duration;

use crate::figures::READERS;
use crate::http;
use crate::load::{Load, Until, load};
use crate::report::Figure;
use crate::server::{Product, Server};
use crate::times::ms;

const BUDGET: &str = "≥ 7,000 req/s, p99 ≤ 5 ms";
const PER_SECOND: f64 = 7_000.0;
const P99: Duration = Duration::from_millis(5);

/// Of 10,000 todos, beside the floor.
pub(super) async fn measure(
    product: &Product,
    floor: &impl Fn() -> io::Result<Server>,
) -> io::Result<Figure> {
    let ours = lists(product.start()?, &product.token).await?;
    let bare = lists(floor()?, "").await?;
    Ok(Figure {
        floor: speed(&bare),
        ..figure(
            "list of 20 of 10,000 todos, with a token, 16 connections",
            &ours,
        )
    })
}

/// Of 100,000 todos.
pub(super) async fn measure_many(product: &Product) -> io::Result<Figure> {
    let ours = lists(product.start()?, &product.token).await?;
    Ok(figure("list of 20 of 100,000 todos, likewise", &ours))
}

fn figure(what: &'static str, ours: &Lists) -> Figure {
    Figure {
        what,
        budget: BUDGET.to_owned(),
        measured: speed(ours),
        floor: String::new(),
        kept: Some(ours.0.per_second() >= PER_SECOND && ours.0.times.p99() <= P99),
    }
}

/// A load, and the processor time that the server took for all of it.
struct Lists(Load, Duration);

/// Two seconds to warm up, then ten that count.
async fn lists(server: Server, token: &str) -> io::Result<Lists> {
    let list = http::request("GET", "/api/todos?limit=20", token, "");
    let again = list.clone();
    let warm = Until::Elapsed(Duration::from_secs(2));
    load(server.address, READERS, warm, move |_| list.clone()).await?;
    let before = server.processor_time()?;
    let counted = Until::Elapsed(Duration::from_secs(10));
    let load = load(server.address, READERS, counted, move |_| again.clone()).await?;
    let took = server.processor_time()?.saturating_sub(before);
    server.stop()?;
    Ok(Lists(load, took))
}

fn speed(Lists(load, took): &Lists) -> String {
    format!(
        "{:.0} req/s, p50 {}, p99 {}; each {:.0} µs of processor time, {} bytes",
        load.per_second(),
        ms(load.times.p50()),
        ms(load.times.p99()),
        took.as_secs_f64() * 1e6 / load.times.len_f64(),
        load.body_bytes
    )
}
