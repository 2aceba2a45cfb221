//! An Odysseus to send requests to.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::{Router, body};
use bytes::Bytes;
use identity::{Identity, NewUser};
use interfaces::{App, Config, WebApp};
use operation::{Call, Caller, ManualClock, Output, Registry, Settings, User, Workspace};
use serde_json::{Value, json};
use storage::seal::Sealer;
use storage::{Database, Location};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::{samples, slow, web};

pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) user: User,
    router: Router,
    _folder: TempDir,
}

/// An answer, read to its end.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// A problem document of that status; gives its `detail`.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body = self.json();
        assert_eq!(body["status"], status);
        assert_eq!(body["request_id"], self.header("x-request-id"));
        assert!(!body["title"].as_str().unwrap().is_empty());
        let detail = body["detail"].as_str().unwrap();
        assert!(!detail.is_empty());
        detail.to_owned()
    }

    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()
    }
}

pub(crate) fn registry() -> Registry {
    let mut all = identity::capabilities();
    all.extend(interfaces::capabilities());
    all.push(samples::capability());
    all.extend(slow::capabilities());
    Registry::new(all).unwrap()
}

pub(crate) fn config(public_url: Option<&str>, proxies: &[&str]) -> Config {
    let listen = "127.0.0.1:7000".parse().unwrap();
    let proxies: Vec<interfaces::Prefix> =
        proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
    Config::new(listen, public_url, proxies).unwrap()
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::with(config(None, &[])).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self::with_web(config, web::app()).await
    }

    pub(crate) async fn with_web(config: Config, web: WebApp) -> Self {
        let (mut app, folder) = Self::empty(config);
        app.web = web;
        let user = NewUser {
            name: "ann".to_owned(),
            password: PASSWORD.to_owned(),
            admin: true,
            zone: Some("Asia/Tokyo".to_owned()),
        };
        let user = identity::create_user(&app.workspace, user).await.unwrap();
        Self {
            router: interfaces::router(app.clone()),
            app,
            user,
            _folder: folder,
        }
    }

    /// The parts of an Odysseus that nobody has an account on.
    pub(crate) fn empty(config: Config) -> (App, TempDir) {
        let registry = registry();
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("odysseus.db"));
        let database = Database::open(&location, &registry.schemas()).unwrap();
        let clock = ManualClock::new("2026-11-22T09:00:00Z".parse().unwrap());
        let sealer = Sealer::open(folder.path(), None).unwrap();
        let settings = Settings::default();
        let workspace = Workspace::new(
            registry,
            database,
            Arc::new(clock),
            sealer,
            identity::find_user,
            &settings,
        );
        let identity = Identity::new(workspace.clone());
        (
            App {
                workspace,
                identity,
                config,
                web: web::app(),
            },
            folder,
        )
    }

    /// What the person does themselves.
    pub(crate) async fn person(&self, operation: &str, input: Value) -> Value {
        let call = Call {
            operation: operation.to_owned(),
            input: input.as_object().unwrap().clone(),
            interface: "test",
            ..Call::default()
        };
        let caller = Caller::person(self.user.clone());
        let answer = self.app.workspace.dispatch(caller, call).await.unwrap();
        let Output::Json(json) = answer.output else {
            panic!("JSON is expected")
        };
        serde_json::from_slice(&json).unwrap()
    }

    /// A token with those scopes.
    pub(crate) async fn token(&self, scopes: &[&str]) -> String {
        let input = json!({ "name": "Agent", "scopes": scopes });
        let created = self.person("tokens.create", input).await;
        created["token"].as_str().unwrap().to_owned()
    }

    /// The ids of all tokens.
    pub(crate) async fn tokens(&self) -> Vec<Value> {
        let listed = self.person("tokens.list", json!({})).await;
        let tokens = listed.as_array().or_else(|| listed["items"].as_array());
        let ids = tokens.unwrap().iter().map(|token| token["id"].clone());
        ids.collect()
    }

    /// The cookie of a new session, as a browser sends it back.
    pub(crate) async fn cookie(&self) -> String {
        let reply = self
            .post(
                "/api/auth/login",
                &json!({ "username": "ann", "password": PASSWORD }),
            )
            .await;
        let cookie = reply.header("set-cookie");
        cookie.split(';').next().unwrap().to_owned()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        send(&self.router, request).await
    }

    /// The answer while its body is still open.
    pub(crate) async fn begin(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Reply {
        self.send(
            bearer(Method::GET, path, token)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    /// With a token and JSON.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: &Value,
    ) -> Reply {
        self.raw(method, path, token, "application/json", body.to_string())
            .await
    }

    /// With a token and any body.
    pub(crate) async fn raw(
        &self,
        method: Method,
        path: &str,
        token: &str,
        content_type: &str,
        body: impl Into<Body>,
    ) -> Reply {
        let request = bearer(method, path, token).header("content-type", content_type);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// JSON from nobody known.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        let request = request(Method::POST, path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Reply {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, content) = response.into_parts();
    let body = body::to_bytes(content, usize::MAX).await.unwrap();
    Reply {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

pub(crate) fn request(method: Method, path: &str) -> axum::http::request::Builder {
    let peer: SocketAddr = "127.0.0.1:40000".parse().unwrap();
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost:7000")
        .extension(ConnectInfo(peer))
}

pub(crate) fn bearer(method: Method, path: &str, token: &str) -> axum::http::request::Builder {
    request(method, path).header("authorization", format!("Bearer {token}"))
}
