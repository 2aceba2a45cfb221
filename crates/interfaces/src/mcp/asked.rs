//! Who asks, on the way through the SDK.

use axum::http::request::Parts;
use operation::Caller;
use rmcp::ErrorData;
use rmcp::model::Extensions;

/// What the door knows of a request. It travels in the request's own extensions: no session carries it.
#[derive(Clone)]
pub(crate) struct Asked {
    /// Who asks.
    pub(crate) caller: Caller,
    /// The id under which faults are logged.
    pub(crate) request_id: String,
    /// The length of the whole message in bytes.
    pub(crate) length: usize,
}

impl Asked {
    /// What [`super::answer`] put there.
    pub(crate) fn of(extensions: &Extensions) -> Result<Self, ErrorData> {
        extensions
            .get::<Parts>()
            .and_then(|parts| parts.extensions.get::<Self>())
            .cloned()
            .ok_or_else(|| ErrorData::internal_error("Odysseus failed at this.", None))
    }
}
