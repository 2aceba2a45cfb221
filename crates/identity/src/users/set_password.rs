use operation::{Context, Effect, Method, Operation, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use super::CHANGED;
use crate::password::NewPassword;
use crate::two_factor;
use crate::user::{Account, store_password};
use crate::wire::Done;

/// Sets a user's password, for somebody who forgot it, and signs out all their browsers.
#[derive(Deserialize, JsonSchema)]
struct SetPassword {
    /// The user's id.
    id: String,
    /// The password from now on: at least 8 characters.
    password: NewPassword,
    /// Whether to switch their two-factor sign-in off as well, for somebody who lost their phone.
    #[serde(default)]
    two_factor_off: bool,
}

pub(super) fn operation() -> Operation {
    Operation::work("users.set_password", Effect::Write, set_password)
        .route(Method::Post, "/users/{id}/password")
        .secret()
}

async fn set_password(cx: Context, input: SetPassword) -> Result<Done> {
    let hash = input.password.hash().await?;
    cx.write(move |tx| {
        let account = Account::get(tx.conn, &input.id)?;
        store_password(tx.conn, &account.id, &hash, None)?;
        if input.two_factor_off {
            two_factor::switch_off(tx.conn, &account.id)?;
        }
        tx.emit(CHANGED, None, serde_json::json!({ "id": account.id }))
    })
    .await?;
    Ok(Done::CHANGED)
}
