//! Signing in.

use std::net::IpAddr;

use jiff::Timestamp;
use operation::{Error, Result, User};

use crate::Identity;
use crate::password::Password;
use crate::sessions::{self, Browser};
use crate::two_factor;
use crate::user::Account;

/// An attempt to sign in.
pub struct SignIn {
    /// The user's name, as typed.
    pub name: String,
    /// Their password.
    pub password: String,
    /// A code of their authenticator app or a recovery code, if they were asked for one.
    pub totp_code: Option<String>,
    /// Whether to stay signed in for 7 days; otherwise it is 24 hours.
    pub remember: bool,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
    /// The address it comes from.
    pub peer: IpAddr,
}

/// What came of it.
pub enum SignedIn {
    /// They are in.
    In {
        /// The value of the session cookie: 43 characters of URL-safe base64. Always a new one.
        cookie: String,
        /// Until when it is good.
        expires: Timestamp,
        /// Who they are.
        user: User,
    },
    /// Name and password are right; the same again with a code.
    NeedsCode {
        /// The user's name.
        name: String,
    },
}

impl Identity {
    /// Signs somebody in.
    ///
    /// # Errors
    /// [`Kind::Unauthenticated`](operation::Kind::Unauthenticated) when name, password or code is wrong
    /// (it does not tell whether there is such a user, nor do the times);
    /// [`Kind::TooMany`](operation::Kind::TooMany) from the 11th attempt an address makes in a minute,
    /// and the 11th code for a user.
    pub async fn sign_in(&self, attempt: SignIn) -> Result<SignedIn> {
        self.0.limits.sign_in(attempt.peer)?;
        let (workspace, name) = (&self.0.workspace, attempt.name);
        let account = workspace
            .database()
            .read(move |conn| Account::by_name(conn, &name))
            .await?;
        let stored = account.as_ref().map(|account| account.password.clone());
        let right = Password(attempt.password).matches(stored).await?;
        let Some(account) = account.filter(|_| right) else {
            tracing::info!(peer = %attempt.peer, "a sign-in with a wrong name or password");
            return Err(refused());
        };
        let code = attempt.totp_code.filter(|code| !code.trim().is_empty());
        if account.totp_secret.is_some() {
            if code.is_none() {
                return Ok(SignedIn::NeedsCode { name: account.name });
            }
            self.0.limits.code(&account.id)?;
        }
        let browser = Browser {
            remember: attempt.remember,
            user_agent: attempt.user_agent,
            address: attempt.peer,
        };
        let (sealer, now) = (workspace.sealer().clone(), workspace.now());
        workspace
            .database()
            .write(move |conn| {
                // As it is now: a password that was changed meanwhile lets nobody in.
                let current = Account::find(conn, &account.id)?
                    .filter(|current| current.password == account.password)
                    .ok_or_else(refused)?;
                if current.totp_secret.is_some() {
                    let code = code.as_deref().unwrap_or_default();
                    if !two_factor::accept(conn, &sealer, &current, code, now)? {
                        return Err(Error::unauthenticated("This code is wrong or was used before.")
                            .hint("Wait for the next code in your authenticator app, or use a recovery code."));
                    }
                }
                let begun = sessions::begin(conn, &current.id, &browser, now)?;
                Ok(SignedIn::In {
                    cookie: begun.cookie,
                    expires: begun.expires,
                    user: current.user(),
                })
            })
            .await
    }
}

fn refused() -> Error {
    Error::unauthenticated("Invalid credentials").hint("The name or the password is wrong.")
}
