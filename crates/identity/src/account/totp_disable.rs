use operation::{Context, Effect, Method, Operation, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CHANGED, confirm};
use crate::password::Password;
use crate::two_factor;
use crate::wire::Done;

/// Switches two-factor sign-in off; the recovery codes are gone with it.
#[derive(Deserialize, JsonSchema)]
struct Disable {
    /// Your current password.
    password: Password,
}

pub(super) fn operation() -> Operation {
    Operation::work("account.totp_disable", Effect::Destroy, disable)
        .route(Method::Post, "/account/totp/disable")
        .secret()
}

async fn disable(cx: Context, input: Disable) -> Result<Done> {
    confirm(&cx, input.password, "password").await?;
    cx.write(move |tx| {
        let owner = tx.owner().to_owned();
        two_factor::switch_off(tx.conn, &owner)?;
        tx.emit(CHANGED, None, serde_json::json!({}))
    })
    .await?;
    Ok(Done::CHANGED)
}
