use operation::{Context, Effect, Error, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::diesel::{self, prelude::*};
use totp_rs::Secret;

use super::confirm;
use crate::password::Password;
use crate::tables::users;
use crate::user::Account;
use crate::{secret, two_factor};

/// Begins to switch on two-factor sign-in: gives what an authenticator app needs. Nothing changes
/// until `account.totp_confirm` gets a code of the app.
#[derive(Deserialize, JsonSchema)]
struct Begin {
    /// Your current password.
    password: Password,
}

/// What an authenticator app needs.
#[derive(Serialize, JsonSchema)]
struct Offer {
    /// To be shown as a QR code.
    otpauth_url: String,
    /// The same to type in: base 32.
    secret: String,
}

pub(super) fn operation() -> Operation {
    Operation::work("account.totp_begin", Effect::Write, begin)
        .route(Method::Post, "/account/totp")
        .secret()
}

async fn begin(cx: Context, input: Begin) -> Result<Offer> {
    confirm(&cx, input.password, "password").await?;
    let random = secret::random::<{ two_factor::SECRET_BYTES }>()?;
    let url = two_factor::generator(&random, &cx.user().name)?
        .to_url()
        .map_err(|error| Error::fault(error.to_string()))?;
    cx.write(move |tx| {
        let owner = tx.owner().to_owned();
        if Account::get(tx.conn, &owner)?.totp_secret.is_some() {
            return Err(Error::conflict("Two-factor sign-in is on already.")
                .hint("Switch it off first to move to another phone."));
        }
        let sealed = two_factor::seal(tx.workspace().sealer(), "totp_pending", &owner, &random)?;
        diesel::update(users::table.find(&owner))
            .set(users::totp_pending.eq(sealed))
            .execute(tx.conn)?;
        Ok(())
    })
    .await?;
    Ok(Offer {
        otpauth_url: url,
        secret: Secret::new_stack(random).to_base32(),
    })
}
