//! How often strangers may try.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use jiff::SignedDuration;
use operation::{Error, Result};

const SIGN_INS: NonZeroU32 = per_minute(10);
const FAILED_TOKENS: NonZeroU32 = per_minute(60);
/// Somebody who has the password and guesses codes from many addresses needs months.
const CODES: NonZeroU32 = per_minute(10);

const fn per_minute(times: u32) -> NonZeroU32 {
    match NonZeroU32::new(times) {
        Some(times) => times,
        None => NonZeroU32::MIN,
    }
}

type Limiter<K> = DefaultKeyedRateLimiter<K>;

pub(crate) struct Limits {
    sign_ins: Limiter<IpAddr>,
    failed_tokens: Limiter<IpAddr>,
    codes: Limiter<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_ins: RateLimiter::keyed(Quota::per_minute(SIGN_INS)),
            failed_tokens: RateLimiter::keyed(Quota::per_minute(FAILED_TOKENS)),
            codes: RateLimiter::keyed(Quota::per_minute(CODES)),
        }
    }
}

impl Limits {
    /// Counts an attempt to sign in from that address.
    pub(crate) fn sign_in(&self, peer: IpAddr) -> Result<()> {
        check(
            &self.sign_ins,
            &neighbourhood(peer),
            "attempts to sign in from this address",
        )
    }

    /// Counts a token that was not good.
    pub(crate) fn failed_token(&self, peer: IpAddr) -> Result<()> {
        check(
            &self.failed_tokens,
            &neighbourhood(peer),
            "invalid API tokens from this address",
        )
    }

    /// Counts a second factor given for that user.
    pub(crate) fn code(&self, user: &str) -> Result<()> {
        check(&self.codes, &user.to_owned(), "codes for this user")
    }

    /// Forgets those who have not tried for a while.
    pub(crate) fn tidy(&self) {
        self.sign_ins.retain_recent();
        self.failed_tokens.retain_recent();
        self.codes.retain_recent();
    }
}

/// Counts one, or tells how long to wait.
pub(crate) fn check<K: Hash + Eq + Clone>(limiter: &Limiter<K>, key: &K, what: &str) -> Result<()> {
    limiter.check_key(key).map_err(|until| {
        let wait = until
            .wait_time_from(DefaultClock::default().now())
            .as_secs();
        let wait =
            SignedDuration::from_secs(i64::try_from(wait).unwrap_or(i64::MAX).saturating_add(1));
        Error::too_many(
            format!("Too many {what}; the next is possible in {wait:#}."),
            wait,
        )
    })
}

/// The address, or of IPv6 the /64: that is what one customer gets (RFC 6177), to use as they like.
fn neighbourhood(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}
