//! What goes out and what comes back.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use url::Url;

use crate::error::Error;
use crate::target::Purpose;

/// A request. The constructors set limits that suit a short exchange; every field may be changed.
///
/// It has no debug output, because address and content may be secrets.
#[derive(Clone)]
pub struct Request {
    /// The method, GET or POST by the constructors.
    pub method: Method,
    /// Where to: from [`check_url`](crate::check_url), and checked again when it is sent.
    pub url: Url,
    /// Header fields beside those that HTTP itself needs.
    pub headers: HeaderMap,
    /// The content, empty for none.
    pub body: Bytes,
    /// The deadline for everything: name lookup, connection, redirects, the whole answer. 10 seconds.
    pub timeout: Duration,
    /// The most bytes of content accepted. 1 MiB.
    pub max_response_bytes: usize,
    /// Which networks it may reach.
    pub purpose: Purpose,
    /// The most redirects followed, 5; with 0 a redirect is returned as the answer.
    pub redirects: u8,
}

impl Request {
    /// A GET.
    pub fn get(url: Url, purpose: Purpose) -> Self {
        Self::new(Method::GET, url, purpose)
    }

    /// A POST of this content.
    pub fn post(url: Url, purpose: Purpose, body: impl Into<Bytes>) -> Self {
        Self {
            body: body.into(),
            ..Self::new(Method::POST, url, purpose)
        }
    }

    /// Any other method.
    pub fn new(method: Method, url: Url, purpose: Purpose) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            timeout: Duration::from_secs(10),
            max_response_bytes: 1 << 20,
            purpose,
            redirects: 5,
        }
    }

    /// Sets a header field. Refused when the value holds anything but visible ASCII and spaces (RFC 9110 §5.5). The value is
    /// treated as a secret (RFC 7541 §7.1.3).
    pub fn header(mut self, name: HeaderName, value: &str) -> Result<Self, Error> {
        let mut parsed = HeaderValue::from_str(value).map_err(|_| {
            Error::refused(format!(
                "The value for the header {name} may hold only visible ASCII characters and spaces."
            ))
        })?;
        parsed.set_sensitive(true);
        self.headers.insert(name, parsed);
        Ok(self)
    }
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status of the last hop.
    pub status: StatusCode,
    /// Its header fields.
    pub headers: HeaderMap,
    /// Its content, at most [`Request::max_response_bytes`].
    pub body: Bytes,
    /// The address of the last hop.
    pub url: Url,
}
