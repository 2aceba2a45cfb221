//! Following redirects: RFC 9110 §15.4, with the caution of the Fetch standard for secrets.

use std::net::IpAddr;

use bytes::Bytes;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderMap, LOCATION, USER_AGENT};
use reqwest::{Method, StatusCode};
use url::Url;

use crate::address::{Class, classify};
use crate::error::Error;
use crate::target::{Purpose, check, host};

/// One exchange of those that a request may take.
#[derive(Clone)]
pub(crate) struct Hop {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) purpose: Purpose,
}

/// The hop that this answer, given by the machine at `peer`, redirects to; `None` if it is the final answer.
pub(crate) fn next(
    hop: &Hop,
    status: StatusCode,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
) -> Result<Option<Hop>, Error> {
    let becomes_get = match status {
        // What clients have always done with a POST; other methods stay (§15.4.2, §15.4.3).
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => hop.method == Method::POST,
        StatusCode::SEE_OTHER => hop.method != Method::HEAD,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => false,
        _ => return Ok(None),
    };
    let Some(location) = headers.get(LOCATION) else {
        return Ok(None);
    };
    let url = location
        .to_str()
        .ok()
        .and_then(|location| hop.url.join(location).ok())
        .ok_or_else(|| Error::Protocol {
            host: host(&hop.url).to_owned(),
            why: "redirects to something that is no web address",
        })?;
    if hop.url.scheme() == "https" && url.scheme() == "http" {
        return Err(Error::refused(format!(
            "{} redirects from https to http, which would show the request to everyone on the way.",
            host(&hop.url)
        )));
    }
    let mut next = Hop {
        url,
        purpose: purpose_after(hop.purpose, peer),
        ..hop.clone()
    };
    check(&next.url, next.purpose)?;
    if becomes_get || status == StatusCode::SEE_OTHER {
        next.body = Bytes::new();
        next.headers.remove(CONTENT_TYPE);
    }
    if becomes_get {
        next.method = Method::GET;
    }
    if next.url.origin() != hop.url.origin() {
        next.headers = without_secrets(&next.headers);
    }
    Ok(Some(next))
}

/// A machine on the internet does not get to send us into the local network, whoever configured it.
fn purpose_after(purpose: Purpose, peer: Option<IpAddr>) -> Purpose {
    match peer.map(classify) {
        Some(Class::Private | Class::Loopback) => purpose,
        _ => Purpose::Public,
    }
}

/// Only fields known to be harmless go to another origin: a token may be in any field (`X-Api-Key`, `Cookie` …).
fn without_secrets(headers: &HeaderMap) -> HeaderMap {
    let harmless = [ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, USER_AGENT];
    headers
        .iter()
        .filter(|(name, _)| harmless.contains(name))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    /// Peers on the internet cannot be had on loopback, so the rule about them is tried on the decision itself.
    #[test]
    fn the_internet_does_not_lead_into_the_local_network() {
        use Purpose::{Household, Public};
        let table = [
            (
                "http://a.test/",
                Household,
                Some("192.168.1.9"),
                "http://10.0.0.1/",
                Ok(Household),
            ),
            (
                "http://a.test/",
                Household,
                Some("127.0.0.1"),
                "http://b.test/",
                Ok(Household),
            ),
            (
                "http://a.test/",
                Household,
                Some("1.1.1.1"),
                "http://b.test/",
                Ok(Public),
            ),
            (
                "http://a.test/",
                Household,
                Some("::ffff:1.1.1.1"),
                "http://b.test/",
                Ok(Public),
            ),
            (
                "http://a.test/",
                Household,
                None,
                "http://b.test/",
                Ok(Public),
            ),
            (
                "http://a.test/",
                Household,
                Some("1.1.1.1"),
                "http://10.0.0.1/",
                Err("private network"),
            ),
            (
                "http://a.test/",
                Household,
                Some("1.1.1.1"),
                "http://localhost/",
                Err("this machine"),
            ),
            (
                "http://a.test/",
                Public,
                Some("1.1.1.1"),
                "http://b.test/",
                Ok(Public),
            ),
            (
                "http://a.test/",
                Public,
                Some("1.1.1.1"),
                "http://10.0.0.1/",
                Err("private network"),
            ),
            (
                "http://a.test/",
                Public,
                Some("1.1.1.1"),
                "https://a.test/",
                Ok(Public),
            ),
            (
                "https://a.test/",
                Public,
                Some("1.1.1.1"),
                "http://a.test/",
                Err("from https to http"),
            ),
        ];
        for (from, purpose, peer, to, expected) in table {
            let hop = Hop {
                method: Method::GET,
                url: Url::parse(from).unwrap(),
                headers: HeaderMap::new(),
                body: Bytes::new(),
                purpose,
            };
            let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(to))]);
            let peer = peer.map(|peer| peer.parse().unwrap());
            let found = next(&hop, StatusCode::FOUND, &headers, peer);
            match (found, expected) {
                (Ok(Some(hop)), Ok(purpose)) => {
                    assert_eq!(hop.purpose, purpose, "{from} {peer:?} {to}")
                }
                (Err(Error::Refused { why }), Err(part)) => assert!(why.contains(part), "{why}"),
                _ => panic!("{from} {purpose:?} {peer:?} {to}: not {expected:?}"),
            }
        }
    }
}
