//! Where a request comes from and what it was sent to: addresses behind proxies, the Host header, and
//! whether a browser sent it from one of our own pages.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use operation::{Error, Result};
use url::Url;

use crate::server::Config;

/// An address, or a range of them in CIDR notation (RFC 4632 §3.1): `10.0.0.0/8`, `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix {
    address: IpAddr,
    bits: u32,
}

impl Prefix {
    /// Whether the address lies in this range.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(other)) => {
                let shift = 32 - self.bits;
                ours.to_bits().checked_shr(shift) == other.to_bits().checked_shr(shift)
            }
            (IpAddr::V6(ours), IpAddr::V6(other)) => {
                let shift = 128 - self.bits;
                ours.to_bits().checked_shr(shift) == other.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}

impl From<IpAddr> for Prefix {
    fn from(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Self {
            address,
            bits: if address.is_ipv4() { 32 } else { 128 },
        }
    }
}

impl FromStr for Prefix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no address and no range such as 10.0.0.0/8");
        let (address, bits) = text
            .split_once('/')
            .map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let one = Self::from(address);
        let bits = bits.map_or(Ok(one.bits), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits > one.bits {
            Err(wrong())
        } else {
            Ok(Self { bits, ..one })
        }
    }
}

/// The caller's end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// Its address: the proxy's word on it, where the proxy is trusted.
    pub(crate) address: IpAddr,
    /// Whether it speaks https, to us or to a trusted proxy.
    pub(crate) https: bool,
}

impl Peer {
    pub(crate) fn of(socket: IpAddr, headers: &HeaderMap, config: &Config) -> Self {
        let socket = socket.to_canonical();
        let public_https = config
            .public_url
            .as_ref()
            .is_some_and(|url| url.scheme() == "https");
        let trusted = |address: IpAddr| {
            config
                .trusted_proxies
                .iter()
                .any(|proxy| proxy.contains(address))
        };
        if !trusted(socket) {
            return Self {
                address: socket,
                https: public_https,
            };
        }
        let https = headers
            .get("x-forwarded-proto")
            .and_then(|proto| proto.to_str().ok()?.rsplit(',').next())
            .is_some_and(|proto| proto.trim().eq_ignore_ascii_case("https"));
        // Each proxy appends whom it heard; what is left of the last one that we do not trust is hearsay.
        let mut address = socket;
        let chain: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        for hop in chain.iter().rev().flat_map(|value| value.rsplit(',')) {
            let Ok(hop) = hop.trim().parse::<IpAddr>() else {
                break;
            };
            address = hop.to_canonical();
            if !trusted(address) {
                break;
            }
        }
        Self {
            address,
            https: https || public_https,
        }
    }
}

/// The host and port that the request was sent to.
fn authority(parts: &Parts) -> Option<Authority> {
    // An absolute request target wins over the header (RFC 9112 §3.2.2).
    parts.uri.authority().cloned().or_else(|| {
        parts
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok()?.parse().ok())
    })
}

/// Refuses requests for hosts that are not ours: a page elsewhere whose name was made to point here
/// (DNS rebinding) must not be answered.
pub(crate) fn check_host(parts: &Parts, config: &Config) -> Result<()> {
    let Some(authority) = authority(parts) else {
        return Err(Error::bad_input(
            "The request has no Host header; send the host you are calling.",
        ));
    };
    let host = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']')
        .trim_end_matches('.');
    let known = match host.parse::<IpAddr>() {
        Ok(address) => {
            let address = address.to_canonical();
            // A bare address is nobody's to point here; that it is one of this machine's we cannot know
            // when we listen on all of them.
            address.is_loopback()
                || config.listen.ip() == address
                || config.listen.ip().is_unspecified()
        }
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    };
    let public = config.public_url.as_ref().and_then(Url::host_str);
    if known
        || public.is_some_and(|public| public.trim_matches(['[', ']']).eq_ignore_ascii_case(host))
    {
        return Ok(());
    }
    Err(
        Error::bad_input(format!("This Odysseus is not known as `{host}`.")).hint(format!(
            "Start it with --public-url https://{host} if that is its address."
        )),
    )
}

/// Refuses what a browser sends from another site's page with our cookie. `required`: a sign of our own
/// page must be there; without it, what is not from a browser passes.
pub(crate) fn check_origin(parts: &Parts, config: &Config, required: bool) -> Result<()> {
    let header = |name| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let ours = match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => is_ours(origin, parts, config),
        (None, None) => !required,
    };
    if ours {
        return Ok(());
    }
    Err(
        Error::forbidden("This request did not come from a page of this Odysseus.").hint(
            "Scripts use an API token (`Authorization: Bearer ody_…`) in place of the cookie.",
        ),
    )
}

fn is_ours(origin: &str, parts: &Parts, config: &Config) -> bool {
    if config
        .public_url
        .as_ref()
        .is_some_and(|url| url.origin().ascii_serialization() == origin)
    {
        return true;
    }
    let Some((_, from)) = origin.split_once("://") else {
        return false;
    };
    authority(parts).is_some_and(|to| to.as_str().eq_ignore_ascii_case(from))
}
