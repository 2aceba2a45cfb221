//! One's own account: name, zone, password, second factor.

mod change_password;
mod get;
mod totp_begin;
mod totp_confirm;
mod totp_disable;
mod update;

use std::num::NonZeroU32;
use std::sync::LazyLock;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use operation::{Capability, Context, Error, Result};

use crate::limits;
use crate::password::Password;
use crate::user::Account;

/// Told to the person whose account changed. Capabilities that depend on their zone listen to it; inside
/// the transaction the event's context still has the old one.
pub(crate) const CHANGED: &str = "account.changed";

/// A stolen session must not serve to find out the password.
static GUESSES: LazyLock<DefaultKeyedRateLimiter<String>> = LazyLock::new(|| {
    let ten = NonZeroU32::MIN.saturating_add(9);
    RateLimiter::keyed(Quota::per_minute(ten))
});

pub(crate) fn capability() -> Capability {
    Capability {
        name: "account",
        schema: Some(&crate::SCHEMA),
        operations: vec![
            get::operation(),
            update::operation(),
            change_password::operation(),
            totp_begin::operation(),
            totp_confirm::operation(),
            totp_disable::operation(),
        ],
        ..Capability::default()
    }
}

/// Makes sure that it is the person, and not somebody at their browser.
///
/// # Errors
/// [`Kind::Forbidden`](operation::Kind::Forbidden) when the password is wrong;
/// [`Kind::TooMany`](operation::Kind::TooMany) from the 11th try in a minute.
async fn confirm(cx: &Context, password: Password, field: &str) -> Result<()> {
    limits::check(&GUESSES, &cx.owner().to_owned(), "password checks")?;
    let owner = cx.owner().to_owned();
    let account = cx.read(move |view| Account::get(view.conn, &owner)).await?;
    if password.matches(Some(account.password)).await? {
        Ok(())
    } else {
        Err(Error::forbidden("This is not your current password.").field(field))
    }
}
