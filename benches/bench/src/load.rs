//! Load: several connections that each send the next request as soon as the last one is answered.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::http::Connection;
use crate::times::Times;

/// When a load ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    /// After so much time.
    Elapsed(Duration),
    /// After so many requests on each connection.
    Sent(u64),
}

/// What a load has shown.
pub(crate) struct Load {
    /// How long each request took, to the last byte of its answer.
    pub(crate) times: Times,
    /// How long all of it took.
    pub(crate) elapsed: Duration,
    /// The length of the body of the last answer, in bytes.
    pub(crate) body_bytes: usize,
}

impl Load {
    /// Requests answered in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.times.len_f64() / self.elapsed.as_secs_f64()
    }
}

/// Puts a server under load. `request` makes the request with a number, unique in this load. An answer that is no 2xx ends it all.
pub(crate) async fn load(
    address: SocketAddr,
    connections: u64,
    until: Until,
    request: impl Fn(u64) -> Vec<u8> + Send + Sync + 'static,
) -> io::Result<Load> {
    let request = Arc::new(request);
    let mut opened = Vec::new();
    for _ in 0..connections {
        opened.push(Connection::open(address).await?);
    }
    let start = Instant::now();
    let mut clients = JoinSet::new();
    for (first, mut connection) in (0..).zip(opened) {
        let request = Arc::clone(&request);
        clients.spawn(async move {
            let mut times = Vec::new();
            let mut body_bytes = 0;
            for turn in 0.. {
                let over = match until {
                    Until::Elapsed(limit) => start.elapsed() >= limit,
                    Until::Sent(limit) => turn >= limit,
                };
                if over {
                    break;
                }
                let bytes = request(turn * connections + first);
                let sent = Instant::now();
                body_bytes = connection.send(&bytes).await?.success()?.body.len();
                times.push(sent.elapsed());
            }
            io::Result::Ok((times, body_bytes))
        });
    }
    let mut all = Vec::new();
    let mut last = 0;
    while let Some(client) = clients.join_next().await {
        let (times, body_bytes) = client??;
        all.extend(times);
        last = body_bytes;
    }
    Ok(Load {
        elapsed: start.elapsed(),
        times: Times::new(all),
        body_bytes: last,
    })
}
