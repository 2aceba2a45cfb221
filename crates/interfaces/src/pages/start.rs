//! What a browser sees.

use axum::http::HeaderValue;
use axum::response::Response;
use operation::Result;

use crate::VERSION;
use crate::reply;
use crate::server::Server;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const CSS: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");
const SCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");

pub(super) async fn start(server: &Server) -> Result<Response> {
    let next = if server.app.identity.setup_needed().await? {
        "<p>There is no account yet. Open the link that the server printed when it started.</p>"
    } else {
        "<p>Make a token for your agent with <code>odysseus token create</code>; it then finds its way with \
         <a href=\"/api/openapi.json\">the description of the API</a>.</p>"
    };
    Ok(reply::body(
        HTML,
        include_str!("start.html")
            .replace("{{VERSION}}", VERSION)
            .replace("{{NEXT}}", next),
    ))
}

pub(super) fn setup() -> Response {
    reply::body(HTML, include_str!("setup.html"))
}

pub(super) fn setup_script() -> Response {
    reply::body(SCRIPT, include_str!("setup.js"))
}

pub(super) fn style() -> Response {
    reply::body(CSS, include_str!("pages.css"))
}
