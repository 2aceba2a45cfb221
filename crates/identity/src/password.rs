//! Passwords: argon2id with the parameters of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes,
//! 1 lane), which are the library's defaults.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use operation::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::sync::Semaphore;

/// NIST SP 800-63B asks for at least 8 characters and no rules about which.
const SHORTEST: usize = 8;
const LONGEST: usize = 1_000;

/// So many are computed at once, each with 19 MiB of memory.
static PLACES: Semaphore = Semaphore::const_new(2);

/// A password to compare. It is never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Password(pub(crate) String);

/// A password to set, of 8 to 1,000 characters. It is never printed.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct NewPassword(String);

impl TryFrom<String> for NewPassword {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if (SHORTEST..=LONGEST).contains(&text.chars().count()) {
            Ok(Self(text))
        } else {
            Err(format!(
                "a password has at least {SHORTEST} and at most {LONGEST} characters"
            ))
        }
    }
}

impl NewPassword {
    /// Hashes it, with a salt of its own, off the async threads.
    pub(crate) async fn hash(self) -> Result<String> {
        compute(move || hash(&self.0)).await
    }
}

impl Password {
    /// Whether it is the one of that hash. Without one (nobody of that name) it takes as long and says
    /// no, so that times do not tell which names exist.
    pub(crate) async fn matches(self, stored: Option<String>) -> Result<bool> {
        compute(move || {
            let Some(stored) = stored else {
                return hash(&self.0).map(|_| false);
            };
            let stored =
                PasswordHash::new(&stored).map_err(|error| Error::fault(error.to_string()))?;
            Ok(Argon2::default()
                .verify_password(self.0.as_bytes(), &stored)
                .is_ok())
        })
        .await
    }
}

fn hash(password: &str) -> Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Error::fault(error.to_string()))
}

async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let place = PLACES.acquire().await.map_err(Error::fault)?;
    // The place is given back when the work ends, also if its caller has gone away before.
    let work = move || {
        let result = work();
        drop(place);
        result
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::fault)?
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword")
    }
}

impl JsonSchema for Password {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Password".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password" })
    }
}

impl JsonSchema for NewPassword {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NewPassword".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "format": "password", "minLength": SHORTEST, "maxLength": LONGEST
        })
    }
}
