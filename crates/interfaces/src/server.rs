//! The HTTP server: what it stands on, and its router.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::Request;
use axum::routing::any;
use bytes::Bytes;
use identity::Identity;
use operation::Workspace;
use tokio::sync::watch;
use url::Url;

use crate::mcp::Mcp;
use crate::network::Prefix;
use crate::routes::{ELSEWHERE, Endpoint, endpoints};
use crate::web_app::WebApp;
use crate::{door, openapi};

/// How the server is reached.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address that it listens on.
    pub listen: SocketAddr,
    /// The address under which browsers know it, where that is another one.
    pub public_url: Option<Url>,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<Prefix>,
}

impl Config {
    /// The configuration as it is written on a command line.
    ///
    /// # Errors
    /// A sentence on what cannot be read.
    pub fn new(
        listen: SocketAddr,
        public_url: Option<&str>,
        trusted_proxies: impl IntoIterator<Item = impl Into<Prefix>>,
    ) -> Result<Self, String> {
        let public_url = public_url
            .map(|text| match Url::parse(text) {
                Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
                _ => Err(format!(
                    "`{text}` is no address such as https://odysseus.example.org"
                )),
            })
            .transpose()?;
        Ok(Self {
            listen,
            public_url,
            trusted_proxies: trusted_proxies.into_iter().map(Into::into).collect(),
        })
    }
}

/// Everything that the server stands on.
#[derive(Clone)]
pub struct App {
    /// The operations and their data.
    pub workspace: Workspace,
    /// Who is calling.
    pub identity: Identity,
    /// How the server is reached.
    pub config: Config,
    /// What browsers are given.
    pub web: WebApp,
}

/// What requests share.
pub(crate) struct Server {
    pub(crate) app: App,
    openapi: OnceLock<Bytes>,
    pub(crate) closing: watch::Receiver<bool>,
    pub(crate) mcp: Mcp,
}

impl Server {
    /// The OpenAPI document. It is made when first asked for: few ask, and to make it takes as long as all else of a start.
    pub(crate) fn openapi(&self) -> Bytes {
        let make = || Bytes::from(openapi::openapi_json(self.app.workspace.registry()));
        self.openapi.get_or_init(make).clone()
    }
}

/// All routes: the operations, the agent API, and the pages.
///
/// # Panics
/// When two declarations want the same path under different parameter names: a mistake in the program.
pub fn router(app: App) -> Router {
    routes(app, watch::channel(false).1)
}

pub(crate) fn routes(app: App, closing: watch::Receiver<bool>) -> Router {
    let mut endpoints = endpoints(app.workspace.registry());
    let elsewhere = endpoints.remove(ELSEWHERE).unwrap_or_default();
    let mcp = Mcp::new(&app.workspace, closing.clone());
    let server = Arc::new(Server {
        app,
        openapi: OnceLock::new(),
        closing,
        mcp,
    });
    let handler = |endpoint: Endpoint| {
        let (server, endpoint) = (Arc::clone(&server), Arc::new(endpoint));
        move |request: Request| door::answer(server, endpoint, request)
    };
    endpoints
        .into_iter()
        .fold(Router::new(), |router, (path, endpoint)| {
            router.route(&path, any(handler(endpoint)))
        })
        .fallback(handler(elsewhere))
}
