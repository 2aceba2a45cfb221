//! The routing table: every path, and what answers under each of its methods.

use std::collections::BTreeMap;

use axum::http::HeaderValue;
use operation::{Method, Registry};

use crate::coerce::Shape;
use crate::mcp;
use crate::pages::Page;

/// Everything that no other route is.
pub(crate) const ELSEWHERE: &str = "/{*path}";

/// The routes that are no operations: the only ones.
pub(crate) const PAGES: &[(Method, &str, Page)] = &[
    (Method::Get, "/", Page::Web),
    (Method::Get, ELSEWHERE, Page::Web),
    (Method::Get, "/api/health", Page::Health),
    (Method::Get, "/api/version", Page::Version),
    (Method::Get, "/api/openapi.json", Page::OpenApi),
    (Method::Get, "/api/auth/status", Page::Status),
    (Method::Post, "/api/auth/login", Page::SignIn),
    (Method::Post, "/api/auth/logout", Page::SignOut),
    (Method::Post, "/api/auth/setup", Page::FirstUser),
    (Method::Post, mcp::PATH, Page::Mcp),
];

/// Where the agent API lies.
pub(crate) const AGENT: &str = "/api/codex/";

/// What answers a method of a path.
pub(crate) enum Target {
    /// An operation, under its own route.
    Operation {
        /// Its name.
        operation: &'static str,
        /// Its fields.
        shape: Shape,
    },
    /// A route of the agent API.
    Agent {
        /// The tool's place in the registry's list.
        tool: usize,
        /// The route's place among the tool's.
        route: usize,
        /// The fields of the operations that it may lead to.
        shape: Shape,
    },
    /// No operation.
    Page(Page),
}

/// A path with its methods.
#[derive(Default)]
pub(crate) struct Endpoint {
    targets: Vec<(Method, Target)>,
    /// It stands for all paths that are no other's. Where it finds nothing, there is no such path.
    elsewhere: bool,
}

impl Endpoint {
    /// What answers the method; HEAD is answered as GET is, and the transport leaves the body out.
    pub(crate) fn target(&self, method: &axum::http::Method) -> Option<&Target> {
        let name = if method == axum::http::Method::HEAD {
            "GET"
        } else {
            method.as_str()
        };
        self.targets
            .iter()
            .find(|(known, _)| known.name() == name)
            .map(|(_, target)| target)
    }

    /// The methods of this path, for the `Allow` header; `None` where another method would find nothing either.
    pub(crate) fn allow(&self) -> Option<HeaderValue> {
        if self.elsewhere {
            return None;
        }
        let mut names: Vec<&str> = self
            .targets
            .iter()
            .map(|(method, _)| method.name())
            .collect();
        if names.contains(&"GET") {
            names.push("HEAD");
        }
        names.sort_unstable();
        HeaderValue::from_str(&names.join(", ")).ok()
    }
}

/// All paths of this server.
pub(crate) fn endpoints(registry: &Registry) -> BTreeMap<String, Endpoint> {
    let mut endpoints: BTreeMap<String, Endpoint> = BTreeMap::new();
    let mut add = |method, path: String, target| {
        endpoints
            .entry(path)
            .or_insert_with_key(|path| Endpoint {
                elsewhere: path == ELSEWHERE,
                ..Endpoint::default()
            })
            .targets
            .push((method, target))
    };
    for (method, path, page) in PAGES {
        add(*method, (*path).to_owned(), Target::Page(*page));
    }
    for operation in registry.operations() {
        let target = Target::Operation {
            operation: operation.name,
            shape: Shape::of([operation]),
        };
        add(operation.method, format!("/api{}", operation.path), target);
    }
    for (t, tool) in registry.tools().iter().enumerate() {
        for (r, route) in tool.routes.iter().enumerate() {
            let operations = route
                .operations
                .iter()
                .filter_map(|name| registry.operation(name).ok());
            let target = Target::Agent {
                tool: t,
                route: r,
                shape: Shape::of(operations),
            };
            add(
                route.method,
                format!("{}{}", AGENT.trim_end_matches('/'), route.path),
                target,
            );
        }
    }
    endpoints
}
