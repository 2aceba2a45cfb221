//! The second factor: time-based one-time passwords (RFC 6238) with the parameters that every
//! authenticator app knows (SHA-1, 6 digits, 30 seconds), and recovery codes.

use jiff::Timestamp;
use operation::{Error, Result};
use storage::AnyConn;
use storage::diesel::{self, prelude::*};
use storage::seal::{SealError, Sealer};
use totp_rs::{Algorithm, Builder, Totp};

use crate::secret;
use crate::tables::{recovery_codes, users};
use crate::user::Account;

const ISSUER: &str = "Odysseus";
/// RFC 4226, section 4, recommends 160 bits.
pub(crate) const SECRET_BYTES: usize = 20;
/// RFC 6238, section 5.2, recommends to accept one step of delay.
const SKEW: u16 = 1;

const RECOVERY_CODES: usize = 10;
/// Crockford's base 32: no letters that look like digits.
const RECOVERY_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 80 bits, so that a plain digest is enough to store them.
const RECOVERY_LENGTH: usize = 16;

/// The generator of that secret, for a user of that name.
pub(crate) fn generator(secret: &[u8], name: &str) -> Result<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(SKEW)
        .with_step_duration(30)
        .with_secret(secret.to_vec())
        .with_issuer(Some(ISSUER))
        .with_account_name(name)
        .build()
        .map_err(|error| Error::fault(error.to_string()))
}

/// The step for which the code is right, if any.
pub(crate) fn step(generator: &Totp, code: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.as_second()).ok()?;
    i64::try_from(generator.check(&tidy(code), seconds)?).ok()
}

/// Whether the code is right for this user: a one-time password later than the last one accepted, or
/// a recovery code, which is used up by it.
///
/// # Errors
/// Faults alone.
pub(crate) fn accept(
    conn: &mut AnyConn,
    sealer: &Sealer,
    account: &Account,
    code: &str,
    now: Timestamp,
) -> Result<bool> {
    let Some(sealed) = &account.totp_secret else {
        return Ok(false);
    };
    let secret = sealer.unseal("users", "totp_secret", &account.id, sealed);
    let step = match &secret {
        Ok(secret) => step(&generator(secret, &account.name)?, code, now),
        Err(_) => None,
    };
    let changed = if let Some(step) = step {
        // One statement, so that of two calls with the same code one is too late.
        let unused = users::table
            .find(&account.id)
            .filter(users::totp_step.lt(step));
        diesel::update(unused)
            .set(users::totp_step.eq(step))
            .execute(conn)?
    } else {
        let hash = secret::digest(&tidy(code));
        diesel::delete(recovery_codes::table.find((&account.id, hash))).execute(conn)?
    };
    match secret {
        Err(error) if changed == 0 => Err(cannot_check(account, &error)),
        _ => Ok(changed == 1),
    }
}

/// The sealing key is another one than the secret was sealed with, so that no code can be right.
fn cannot_check(account: &Account, error: &SealError) -> Error {
    tracing::error!(
        user = account.name,
        %error,
        "two-factor codes cannot be checked; recovery codes work. `odysseus doctor` tells what to do"
    );
    Error::unavailable("Codes of authenticator apps cannot be checked at the moment.").hint(
        "Sign in with one of your recovery codes, or ask whoever runs this Odysseus: its sealing key is missing.",
    )
}

/// Makes new recovery codes in place of the old ones, and gives them to be shown this once.
pub(crate) fn renew_recovery_codes(conn: &mut AnyConn, owner: &str) -> Result<Vec<String>> {
    forget_recovery_codes(conn, owner)?;
    let mut shown = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = secret::characters(RECOVERY_ALPHABET, RECOVERY_LENGTH)?;
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::owner.eq(owner),
                recovery_codes::hash.eq(secret::digest(&code)),
            ))
            .execute(conn)?;
        let groups: Vec<&str> = (0..RECOVERY_LENGTH)
            .step_by(4)
            .filter_map(|at| code.get(at..at + 4))
            .collect();
        shown.push(groups.join("-"));
    }
    Ok(shown)
}

/// Lets the user in with the password alone from now on.
pub(crate) fn switch_off(conn: &mut AnyConn, owner: &str) -> Result<()> {
    diesel::update(users::table.find(owner))
        .set((
            users::totp_secret.eq(None::<String>),
            users::totp_pending.eq(None::<String>),
        ))
        .execute(conn)?;
    forget_recovery_codes(conn, owner)
}

fn forget_recovery_codes(conn: &mut AnyConn, owner: &str) -> Result<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::owner.eq(owner))).execute(conn)?;
    Ok(())
}

/// Seals a secret for a column of a user's row.
pub(crate) fn seal(sealer: &Sealer, column: &str, id: &str, secret: &[u8]) -> Result<String> {
    sealer
        .seal("users", column, id, secret)
        .map_err(Error::fault)
}

/// Opens what [`seal`] closed.
pub(crate) fn unseal(sealer: &Sealer, column: &str, id: &str, sealed: &str) -> Result<Vec<u8>> {
    sealer
        .unseal("users", column, id, sealed)
        .map_err(Error::fault)
}

/// Codes as people type them: with spaces, dashes, capitals.
fn tidy(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
