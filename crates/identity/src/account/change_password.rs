use operation::{Context, Effect, Method, Operation, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CHANGED, confirm};
use crate::password::{NewPassword, Password};
use crate::user::store_password;
use crate::wire::Done;

/// Changes your password, and signs out all your other browsers.
#[derive(Deserialize, JsonSchema)]
struct ChangePassword {
    /// The password until now.
    current_password: Password,
    /// The password from now on: at least 8 characters.
    new_password: NewPassword,
}

pub(super) fn operation() -> Operation {
    Operation::work("account.change_password", Effect::Write, change_password)
        .route(Method::Post, "/account/password")
        .secret()
}

async fn change_password(cx: Context, input: ChangePassword) -> Result<Done> {
    confirm(&cx, input.current_password, "current_password").await?;
    let hash = input.new_password.hash().await?;
    cx.write(move |tx| {
        let (owner, caller) = (tx.owner().to_owned(), tx.caller().clone());
        store_password(tx.conn, &owner, &hash, caller.session_id())?;
        tx.emit(CHANGED, None, serde_json::json!({}))
    })
    .await?;
    Ok(Done::CHANGED)
}
