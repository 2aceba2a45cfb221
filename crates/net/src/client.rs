//! Sending a request within its limits.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::Method;
use reqwest::header::CONTENT_LENGTH;
use reqwest::redirect::Policy;

use crate::error::Error;
use crate::message::{Request, Response};
use crate::redirect::{self, Hop};
use crate::resolve::{Guard, Resolve, SystemResolver};
use crate::target::{Purpose, check, host};
use crate::tls;

/// How long one address may take to accept a connection before the next one of the same name is tried.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a connection is kept for the next request to the same host.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The guarded HTTP client. Cloning is cheap, and clones share connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

/// One connection pool for each purpose, so that a connection opened for one never serves the other. Each is made at its first use:
/// reading the certificate store takes milliseconds that the start of the program should not pay.
struct Inner {
    resolver: Arc<dyn Resolve>,
    public: OnceLock<reqwest::Client>,
    household: OnceLock<reqwest::Client>,
}

impl Client {
    /// A client that looks names up as the machine does.
    pub fn new() -> Self {
        Self::with_resolver(Arc::new(SystemResolver))
    }

    /// A client that looks names up elsewhere. The rules for addresses stay the same.
    pub fn with_resolver(resolver: Arc<dyn Resolve>) -> Self {
        Self {
            inner: Arc::new(Inner {
                resolver,
                public: OnceLock::new(),
                household: OnceLock::new(),
            }),
        }
    }

    /// Sends a request and reads the whole answer. An answer of any status is `Ok`.
    pub async fn send(&self, request: Request) -> Result<Response, Error> {
        let (host, after) = (host(&request.url).to_owned(), request.timeout);
        match tokio::time::timeout(after, self.follow(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::Timeout { host, after }),
        }
    }

    async fn follow(&self, request: Request) -> Result<Response, Error> {
        let Request {
            method,
            url,
            headers,
            body,
            max_response_bytes,
            purpose,
            redirects,
            timeout: _,
        } = request;
        check(&url, purpose)?;
        let mut hop = Hop {
            method,
            url,
            headers,
            body,
            purpose,
        };
        let mut followed = 0;
        loop {
            let response = self.exchange(&hop).await?;
            if redirects == 0 {
                return read(response, hop.url, max_response_bytes).await;
            }
            let peer = response.remote_addr().map(|address| address.ip());
            let Some(next) = redirect::next(&hop, response.status(), response.headers(), peer)?
            else {
                return read(response, hop.url, max_response_bytes).await;
            };
            if followed == redirects {
                return Err(Error::Protocol {
                    host: host(&hop.url).to_owned(),
                    why: "redirects too many times",
                });
            }
            followed += 1;
            hop = next;
        }
    }

    async fn exchange(&self, hop: &Hop) -> Result<reqwest::Response, Error> {
        let mut request = self
            .pool(hop)?
            .request(hop.method.clone(), hop.url.clone())
            .headers(hop.headers.clone());
        if !hop.body.is_empty() {
            request = request.body(hop.body.clone());
        } else if matches!(hop.method, Method::POST | Method::PUT | Method::PATCH) {
            // RFC 9110 §8.6; some servers refuse a POST without it.
            request = request.header(CONTENT_LENGTH, 0);
        }
        request
            .send()
            .await
            .map_err(|error| Error::from_reqwest(host(&hop.url), error))
    }

    fn pool(&self, hop: &Hop) -> Result<&reqwest::Client, Error> {
        let cell = match hop.purpose {
            Purpose::Public => &self.inner.public,
            Purpose::Household => &self.inner.household,
        };
        if let Some(pool) = cell.get() {
            return Ok(pool);
        }
        let pool = self.build(hop.purpose).map_err(|error| {
            tracing::error!(%error, "the HTTP client cannot be set up");
            Error::Connect {
                host: host(&hop.url).to_owned(),
                why: "TLS cannot be set up on this machine",
            }
        })?;
        Ok(cell.get_or_init(|| pool))
    }

    fn build(&self, purpose: Purpose) -> reqwest::Result<reqwest::Client> {
        tls::build(|| {
            reqwest::Client::builder()
                .dns_resolver(Arc::new(Guard {
                    resolver: self.inner.resolver.clone(),
                    purpose,
                }))
                .no_proxy()
                .redirect(Policy::none())
                .connect_timeout(CONNECT_TIMEOUT)
                .pool_idle_timeout(IDLE_TIMEOUT)
                .user_agent(concat!("Odysseus/", env!("CARGO_PKG_VERSION")))
        })
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

async fn read(
    mut response: reqwest::Response,
    url: url::Url,
    limit: usize,
) -> Result<Response, Error> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let body = read_body(response, host(&url), limit).await?;
    Ok(Response {
        status,
        headers,
        body,
        url,
    })
}

/// Reads no further than the limit; an answer that announces more is not read at all.
async fn read_body(
    mut response: reqwest::Response,
    host: &str,
    limit: usize,
) -> Result<Bytes, Error> {
    let too_large = || Error::TooLarge {
        host: host.to_owned(),
        limit,
    };
    if response
        .content_length()
        .is_some_and(|announced| usize::try_from(announced).map_or(true, |n| n > limit))
    {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| Error::from_reqwest(host, error))?
    {
        if chunk.len() > limit - body.len() {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
