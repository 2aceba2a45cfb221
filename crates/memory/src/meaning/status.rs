use operation::{Access, Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;

use super::config::Config;
use super::set::By;
use super::store;

/// Shows whether memories are found by meaning, with what, and how far their texts have been read.
#[derive(Debug, Deserialize, JsonSchema)]
struct Meaning {}

/// How memories are found by meaning.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Status {
    /// Not at all, with a model in a folder, or with a server.
    by: By,
    /// The folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    /// The server's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The model that the server is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// Whether the server is given a key.
    has_api_key: bool,
    /// How alike a memory has to be to what is looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<f64>,
    /// How many memories have been read, of all users.
    read: i64,
    /// How many are still to be read.
    pending: i64,
    /// Why they could not be read, when that was tried last.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

impl Status {
    pub(super) fn of(conn: &mut AnyConn) -> Result<Self> {
        let Some(config) = Config::get(conn)? else {
            return Ok(Self {
                by: By::Off,
                folder: None,
                url: None,
                model: None,
                has_api_key: false,
                least: None,
                read: 0,
                pending: 0,
                trouble: None,
            });
        };
        let (all, read) = store::progress(conn, &config.model)?;
        Ok(Self {
            by: match config.folder {
                Some(_) => By::Folder,
                None => By::Endpoint,
            },
            folder: config.folder,
            url: config.url,
            model: config.name,
            has_api_key: config.api_key.is_some(),
            least: Some(config.least),
            read,
            pending: all.saturating_sub(read),
            trouble: config.trouble,
        })
    }
}

pub(crate) fn operation() -> Operation {
    Operation::read("memory.meaning", meaning)
        .access(Access::Admin)
        .instance()
        .route(Method::Get, "/memory/meaning")
}

fn meaning(view: &mut View<'_>, _: Meaning) -> Result<Status> {
    Status::of(view.conn)
}
