//! How often a caller may do what reaches outside.

use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use jiff::SignedDuration;

use crate::{Caller, Effect, Error, Result, Settings};

/// The limiters of one workspace, each counting by caller.
pub(crate) struct Limits {
    send: Option<DefaultKeyedRateLimiter<String>>,
    launch: Option<DefaultKeyedRateLimiter<String>>,
}

impl Limits {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            send: NonZeroU32::new(settings.sends_per_hour)
                .map(|n| RateLimiter::keyed(Quota::per_hour(n))),
            launch: NonZeroU32::new(settings.launches_per_minute)
                .map(|n| RateLimiter::keyed(Quota::per_minute(n))),
        }
    }

    pub(crate) fn check(&self, caller: &Caller, effect: Effect) -> Result<()> {
        let (limiter, what) = match effect {
            Effect::Send => (&self.send, "sends"),
            Effect::Launch => (&self.launch, "launches"),
            Effect::Read | Effect::Write | Effect::Destroy => return Ok(()),
        };
        let Some(limiter) = limiter else {
            return Ok(());
        };
        limiter.check_key(&caller.key()).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            let wait = SignedDuration::from_secs(
                i64::try_from(wait.as_secs())
                    .unwrap_or(i64::MAX)
                    .saturating_add(1),
            );
            Error::too_many(
                format!("Too many {what} by this caller; the next is possible in {wait:#}."),
                wait,
            )
        })
    }
}
