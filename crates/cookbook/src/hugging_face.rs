//! `cookbook.hugging_face`: the token for gated models, which is kept sealed.

use operation::{Access, Context, Error, Method, Operation, Result, Text, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;

use crate::command::HfToken;
use crate::cookbook::{set, setting};

const SETTING: &str = "hf_token";
const TABLE: &str = "cookbook_settings";
const COLUMN: &str = "value";

/// Tells whether a Hugging Face token is stored for launches and downloads.
#[derive(Deserialize, JsonSchema)]
struct Show {}

/// Stores a Hugging Face token, which launches and downloads then use unless they bring their own; an empty one takes it
/// away. It is kept sealed and never shown again.
#[derive(Deserialize, JsonSchema)]
struct Store {
    /// The token, such as `hf_…`.
    token: Text<400>,
}

#[derive(Serialize, JsonSchema)]
struct Stored {
    /// Whether there is one.
    configured: bool,
}

pub(crate) fn show() -> Operation {
    Operation::read("cookbook.hugging_face", |view: &mut View<'_>, _: Show| {
        let configured = is_configured(view.conn)?;
        Ok(Stored { configured })
    })
    .access(Access::Admin)
    .instance()
    .route(Method::Get, "/cookbook/hugging-face")
}

pub(crate) fn store() -> Operation {
    Operation::write("cookbook.hugging_face_set", stored)
        .access(Access::Admin)
        .instance()
        .secret()
        .route(Method::Put, "/cookbook/hugging-face")
}

fn stored(tx: &mut Tx<'_>, input: Store) -> Result<Stored> {
    let token = input.token.trimmed();
    if token.is_empty() {
        set(tx.conn, SETTING, "")?;
    } else {
        let token: HfToken = token.parse().map_err(|error: Error| error.field("token"))?;
        keep(tx, &token)?;
    }
    Ok(Stored {
        configured: !token.is_empty(),
    })
}

/// Whether one is stored.
pub(crate) fn is_configured(conn: &mut AnyConn) -> Result<bool> {
    Ok(setting(conn, SETTING)?.is_some_and(|sealed| !sealed.is_empty()))
}

/// Stores the token, sealed.
pub(crate) fn keep(tx: &mut Tx<'_>, token: &HfToken) -> Result<()> {
    let sealed = tx
        .workspace()
        .sealer()
        .seal(TABLE, COLUMN, SETTING, token.secret().as_bytes())
        .map_err(Error::fault)?;
    set(tx.conn, SETTING, &sealed)
}

/// The stored token.
pub(crate) async fn stored_token(cx: &Context) -> Result<Option<HfToken>> {
    let sealed = cx.read(|view| setting(view.conn, SETTING)).await?;
    let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else {
        return Ok(None);
    };
    let opened = cx
        .workspace()
        .sealer()
        .unseal(TABLE, COLUMN, SETTING, &sealed)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    match opened {
        Some(token) => token.parse().map(Some),
        None => Err(Error::conflict(
            "The stored Hugging Face token does not open with the key of this Odysseus; enter it again under Cookbook → Servers.",
        )),
    }
}
