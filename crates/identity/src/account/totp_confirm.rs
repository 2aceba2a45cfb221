use operation::{Error, Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::diesel::{self, prelude::*};

use super::CHANGED;
use crate::tables::users;
use crate::two_factor;
use crate::user::Account;

/// Switches two-factor sign-in on. The answer holds recovery codes for signing in without the phone,
/// each once; they cannot be shown again.
#[derive(Deserialize, JsonSchema)]
struct Confirm {
    /// The code that the authenticator app shows now.
    code: String,
}

/// What to keep in a safe place.
#[derive(Serialize, JsonSchema)]
struct Confirmed {
    /// Ten codes, each good once.
    recovery_codes: Vec<String>,
}

pub(super) fn operation() -> Operation {
    Operation::write("account.totp_confirm", confirm)
        .route(Method::Post, "/account/totp/confirm")
        .secret()
}

fn confirm(tx: &mut Tx<'_>, input: Confirm) -> Result<Confirmed> {
    let owner = tx.owner().to_owned();
    let account = Account::get(tx.conn, &owner)?;
    let Some(pending) = &account.totp_pending else {
        return Err(Error::conflict("There is nothing to confirm.")
            .hint("Begin with `account.totp_begin`, and scan what it gives."));
    };
    let sealer = tx.workspace().sealer().clone();
    let secret = two_factor::unseal(&sealer, "totp_pending", &owner, pending)?;
    let generator = two_factor::generator(&secret, &account.name)?;
    let step = two_factor::step(&generator, &input.code, tx.now()).ok_or_else(|| {
        Error::bad_input("This code is not right now.")
            .hint("Give the six digits that the app shows; the clocks of phone and server must agree.")
            .field("code")
    })?;
    diesel::update(users::table.find(&owner))
        .set((
            users::totp_secret.eq(two_factor::seal(&sealer, "totp_secret", &owner, &secret)?),
            users::totp_pending.eq(None::<String>),
            users::totp_step.eq(step),
        ))
        .execute(tx.conn)?;
    let recovery_codes = two_factor::renew_recovery_codes(tx.conn, &owner)?;
    tx.emit(CHANGED, None, serde_json::json!({}))?;
    Ok(Confirmed { recovery_codes })
}
