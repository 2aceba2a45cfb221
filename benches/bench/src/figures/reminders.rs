//! How late reminders are.

use std::io;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout;

use crate::figures::add;
use crate::http::{self, Connection};
use crate::load::{Until, load};
use crate::report::Figure;
use crate::server::Product;
use crate::times::{Times, ms};

const REMINDERS: u64 = 200;
/// How many are due at the same second: people set reminders for round times.
const TOGETHER: i64 = 20;
const BUDGET: Duration = Duration::from_secs(1);
/// What stands in the title before the due time in seconds.
const MARK: &str = "Take the pill of ";

pub(super) async fn measure(product: &Product) -> io::Result<Figure> {
    let server = product.start()?;
    let events = Connection::open(server.address).await?;
    let listening = tokio::spawn(listen(
        events,
        http::request("GET", "/api/events", &product.token, ""),
    ));
    let token = product.token.clone();
    let first = Timestamp::now().as_second() + 5;
    load(
        server.address,
        8,
        Until::Sent(REMINDERS / 8),
        move |number| {
            let due = i64::try_from(number).map_or(first, |number| first + number / TOGETHER);
            add(
                &token,
                &format!("{MARK}{due} ({number})"),
                Timestamp::from_second(due).ok(),
            )
        },
    )
    .await?;
    let late = timeout(Duration::from_secs(60), listening)
        .await
        .map_err(|_| io::Error::other("not every reminder has come within a minute"))???;
    server.stop()?;
    Ok(Figure {
        what: "reminder lateness, 200 due within 10 s, 100,000 pending",
        budget: format!("p99 ≤ {}", ms(BUDGET)),
        measured: format!(
            "p50 {}, p99 {}, latest {}",
            ms(late.p50()),
            ms(late.p99()),
            ms(late.max())
        ),
        floor: String::new(),
        kept: Some(late.p99() <= BUDGET),
    })
}

/// Follows the stream of events until every reminder has come. Gives how late each was.
async fn listen(connection: Connection, request: Vec<u8>) -> io::Result<Times> {
    let mut text = String::new();
    let mut late = Vec::new();
    let mut left = REMINDERS;
    connection
        .follow(&request, |bytes| {
            let now = Timestamp::now();
            text.push_str(&String::from_utf8_lossy(bytes));
            while let Some(end) = text.find("\n\n") {
                let event: String = text.drain(..end + 2).collect();
                if let Some(due) = due(&event) {
                    // One that comes too early is an error, not zero.
                    late.push(now.duration_since(due).try_into().map_err(io::Error::other));
                    left -= 1;
                }
            }
            left > 0
        })
        .await?;
    Ok(Times::new(late.into_iter().collect::<io::Result<_>>()?))
}

/// When a reminder was due, if the event is a notification about one of ours.
fn due(event: &str) -> Option<Timestamp> {
    if !event.contains("event: notification.raised") {
        return None;
    }
    let (_, rest) = event.split_once(MARK)?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .map_or(rest, |end| &rest[..end]);
    Timestamp::from_second(digits.parse().ok()?).ok()
}
