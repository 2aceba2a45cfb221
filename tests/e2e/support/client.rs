//! HTTP as agents and browsers speak it.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Op, PASSWORD};

/// A caller of a server: nobody, a token's holder, or a person in a browser.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    pub(crate) url: String,
    token: Option<String>,
    cookie: Option<String>,
}

/// An answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // A stream of events has no end to wait for.
        let endless = headers
            .get("content-type")
            .is_some_and(|kind| kind == "text/event-stream");
        let body = if endless {
            Vec::new()
        } else {
            response.bytes().await.unwrap().to_vec()
        };
        Self {
            status,
            headers,
            body,
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Its JSON, if the status is that one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// The sentence of a refusal with that status, whose form every client may rely on.
    #[track_caller]
    pub(crate) fn refused(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        self.problem()
    }

    /// The sentence of a refusal (RFC 9457, and our `request_id`).
    #[track_caller]
    pub(crate) fn problem(&self) -> String {
        let kind = self
            .headers
            .get("content-type")
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        assert_eq!(
            kind,
            "application/problem+json",
            "{} {}",
            self.status,
            self.text()
        );
        let problem = self.json();
        let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(problem["status"], self.status, "{problem}");
        assert!(
            !text("title").is_empty() && !text("request_id").is_empty(),
            "{problem}"
        );
        assert!(
            !text("detail").trim().is_empty(),
            "a refusal says why: {problem}"
        );
        text("detail")
    }
}

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        net::init();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            http,
            url: url.to_owned(),
            token: None,
            cookie: None,
        }
    }

    /// The same, showing a token.
    pub(crate) fn token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            cookie: None,
            ..self.clone()
        }
    }

    /// The same, with the session cookie of an answer.
    pub(crate) fn with_cookie_of(&self, reply: &Reply) -> Self {
        let cookie = reply.headers["set-cookie"].to_str().unwrap();
        let pair = cookie.split(';').next().unwrap().to_owned();
        Self {
            cookie: Some(pair),
            token: None,
            ..self.clone()
        }
    }

    /// The same after signing in.
    pub(crate) async fn sign_in(&self, name: &str) -> Self {
        let reply = self
            .post(
                "/api/auth/login",
                &json!({ "username": name, "password": PASSWORD }),
            )
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.with_cookie_of(&reply)
    }

    /// A request as this caller sends it; a browser says where its page came from.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(cookie) = &self.cookie {
            request = request
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin");
        }
        request
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        Reply::of(self.request("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        Reply::of(self.request("POST", path).json(body)).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        let request = self.request(method, path);
        Reply::of(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Calls an operation under its own route.
    pub(crate) async fn run(&self, op: &Op, input: Value) -> Reply {
        let Value::Object(input) = input else {
            panic!("an input is an object: {input}")
        };
        let (path, body) = op.target(input);
        self.send(&op.method, &path, body.as_ref()).await
    }
}
