//! What a request would rather have: the fields of content negotiation, and those of conditional requests.

use axum::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderName, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue};

/// The content codings that we send (RFC 9110 §8.4.1), the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// Its registered name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// The one that is wanted most, and among equals the smallest (RFC 9110 §12.5.3). Who refuses all of them,
    /// or says nothing, is sent the text as it is.
    pub(crate) fn preferred(headers: &HeaderMap) -> Self {
        let mut best = (Self::Identity, 0.0);
        for coding in Self::ALL {
            let weight = coding.weight(headers);
            if weight > best.1 {
                best = (coding, weight);
            }
        }
        best.0
    }

    /// Whether it may be sent at all.
    pub(crate) fn is_taken(self, headers: &HeaderMap) -> bool {
        self.weight(headers) > 0.0
    }

    fn weight(self, headers: &HeaderMap) -> f32 {
        let named = |name: &str| {
            let mut listed = weighted(headers, ACCEPT_ENCODING);
            listed.find(|(range, _)| range.eq_ignore_ascii_case(name))
        };
        match named(self.name()).or_else(|| named("*")) {
            Some((_, weight)) => weight,
            // Acceptable unless it is refused, and behind everything that is named.
            None if self == Self::Identity => f32::MIN_POSITIVE,
            None => 0.0,
        }
    }
}

/// Whether a browser asks for a page to show: such a request names `text/html` itself, those of scripts,
/// pictures and programs do not.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    weighted(headers, ACCEPT)
        .any(|(range, weight)| weight > 0.0 && range.eq_ignore_ascii_case("text/html"))
}

/// Whether the caller has this representation already (RFC 9110 §13.1.2, with the weak comparison of §8.8.3.2).
pub(crate) fn has_already(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    items(headers, IF_NONE_MATCH)
        .any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item).as_bytes() == tag)
}

/// The items of a list-valued field, however many lines it takes (RFC 9110 §5.6.1).
fn items(headers: &HeaderMap, field: HeaderName) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(field).into_iter();
    lines
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// The items with their weights (RFC 9110 §12.4.2); one that cannot be read wants nothing.
fn weighted(headers: &HeaderMap, field: HeaderName) -> impl Iterator<Item = (&str, f32)> {
    items(headers, field).map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let range = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        (
            range,
            weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)),
        )
    })
}
