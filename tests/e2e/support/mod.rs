//! What the stories share: a home directory, the real program in it, and clients to call it.

mod client;
mod database;
mod home;
#[path = "../../parts/model_server.rs"]
mod model_server;
mod operations;
mod receiver;
mod server;
mod ways;

pub(crate) use client::{Client, Reply};
pub(crate) use database::{counts, integrity};
pub(crate) use home::{Home, PASSWORD, Ran, run};
pub(crate) use model_server::model_server;
pub(crate) use operations::{Op, Operations, covers, scopes};
pub(crate) use receiver::{Received, Receiver};
pub(crate) use server::Server;
pub(crate) use ways::{AgentRoute, agent_routes};

use std::time::{Duration, Instant};

/// The repository's own folder.
pub(crate) fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether the tests that take many minutes are wanted.
pub(crate) fn long() -> bool {
    std::env::var_os("ODYSSEUS_LONG").is_some()
}

/// Asks again and again until there is an answer; fails loudly when there is none in time.
pub(crate) async fn until<T>(
    what: &str,
    patience: Duration,
    mut ask: impl AsyncFnMut() -> Option<T>,
) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            start.elapsed() < patience,
            "{what}: not within {patience:?}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Random numbers that a seed repeats (SplitMix64, <https://prng.di.unimi.it/splitmix64.c>).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A seed of `ODYSSEUS_SEED`, or a new one; printed, so that a failure can be repeated.
    pub(crate) fn new() -> Self {
        let given = std::env::var("ODYSSEUS_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| jiff::Timestamp::now().as_microsecond().unsigned_abs());
        println!("ODYSSEUS_SEED={seed}");
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
