//! What a capability lets readers open by address, beside its operations.

use serde_json::Value;

/// A kind of thing that can be listed and opened whole: a document, a memory. Interfaces that speak of
/// resources (MCP) run these two operations, so that nothing is decided twice.
#[derive(Debug, Clone, Copy)]
pub struct Resource {
    /// What its addresses begin with, after `odysseus://`: the capability's name.
    pub name: &'static str,
    /// What one of them is, in a few words.
    pub words: &'static str,
    /// The operation that lists them; takes `limit` and `cursor`, gives `items` and `next_cursor`.
    pub list: &'static str,
    /// The operation that gives one; takes `id`.
    pub get: &'static str,
    /// How an item of the list is shown.
    pub entry: fn(&Value) -> Entry,
    /// What is in one.
    pub content: fn(Value) -> Content,
}

/// A line of a list of resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id, whole.
    pub id: String,
    /// What a person knows it by.
    pub title: String,
    /// Its media type (RFC 6838).
    pub media_type: &'static str,
    /// When it was last changed, ISO 8601.
    pub changed: Option<String>,
}

/// A resource's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its media type (RFC 6838).
    pub media_type: &'static str,
    /// The text.
    pub text: String,
}
