use operation::{Context, Effect, Method, Operation, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use super::CHANGED;
use crate::name::UserName;
use crate::password::NewPassword;
use crate::user::{Account, ReadyUser, UserInfo};
use crate::zone::Zone;

/// Adds a user.
#[derive(Deserialize, JsonSchema)]
struct Add {
    /// The name they sign in with.
    name: UserName,
    /// Their first password: at least 8 characters.
    password: NewPassword,
    /// Whether they run this Odysseus too.
    #[serde(default)]
    admin: bool,
    /// Their time zone, by its IANA name such as Europe/Rome; without one it is the server's.
    zone: Option<Zone>,
}

pub(super) fn operation() -> Operation {
    Operation::work("users.add", Effect::Write, add)
        .route(Method::Post, "/users")
        .secret()
}

async fn add(cx: Context, input: Add) -> Result<UserInfo> {
    let user = ReadyUser {
        name: input.name,
        password_hash: input.password.hash().await?,
        admin: input.admin,
        zone: input.zone.unwrap_or_else(Zone::of_this_machine),
    };
    cx.write(move |tx| {
        let now = tx.now();
        let id = user.insert(tx.conn, now)?;
        tx.emit(CHANGED, None, serde_json::json!({ "id": id }))?;
        Ok(Account::get(tx.conn, &id)?.info())
    })
    .await
}
