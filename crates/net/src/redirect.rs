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
