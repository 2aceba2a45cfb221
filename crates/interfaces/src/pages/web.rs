//! The web app, as browsers load it.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use operation::{Error, Result};

use crate::door;
use crate::preference::{Coding, has_already, wants_page};
use crate::server::Server;
use crate::web_app::{Asset, INDEX};

/// Names below here change with what is in the files (RFC 8246).
const HASHED: &str = "assets/";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept, and asked about each time (RFC 9111 §5.2.2.4).
const ASK: HeaderValue = HeaderValue::from_static("no-cache");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A file of the app, or its page where a browser goes to one of the app's own paths.
pub(super) async fn web(server: &Server, parts: &Parts) -> Result<Response> {
    let path = parts.uri.path().strip_prefix('/').unwrap_or_default();
    let path = if path.is_empty() { INDEX } else { path };
    let app = &server.app.web;
    if let Some(asset) = app.asset(path).await? {
        return respond(&asset, path, &parts.headers, "Accept-Encoding");
    }
    if is_view(path)
        && wants_page(&parts.headers)
        && let Some(page) = app.asset(INDEX).await?
    {
        return respond(&page, INDEX, &parts.headers, "Accept, Accept-Encoding");
    }
    Err(door::unknown(server, parts.uri.path()))
}

/// Whether the path may be one of the app's views, and no route of the server or a file that is gone.
fn is_view(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    !["api", "mcp", "assets"].contains(&first)
}

fn respond(asset: &Asset, path: &str, request: &HeaderMap, vary: &'static str) -> Result<Response> {
    let (coding, content) = asset.encoded(Coding::preferred(request))?;
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    // What a 304 has to repeat (RFC 9110 §15.4.5).
    headers.insert(VARY, HeaderValue::from_static(vary));
    headers.insert(CACHE_CONTROL, caching(asset, path));
    if let Some(version) = asset.version {
        // A tag is for one representation, hence for one coding (RFC 9110 §8.8.3.3).
        let tag = format!("\"{version:016x}-{}\"", coding.name());
        let tag = HeaderValue::from_str(&tag).map_err(Error::fault)?;
        let unchanged = has_already(request, &tag);
        headers.insert(ETAG, tag);
        if unchanged {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return Ok(response);
        }
    }
    headers.insert(CONTENT_TYPE, content_type(path));
    if coding != Coding::Identity {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
    *response.body_mut() = content.into();
    Ok(response)
}

fn caching(asset: &Asset, path: &str) -> HeaderValue {
    match asset.version {
        None => NO_STORE,
        Some(_) if path.starts_with(HASHED) => FOREVER,
        Some(_) => ASK,
    }
}

fn content_type(path: &str) -> HeaderValue {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    HeaderValue::from_static(match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    })
}
