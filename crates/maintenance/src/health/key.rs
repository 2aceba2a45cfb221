//! The sealing key fits the database, and nobody else can read it.

use storage::AnyConn;
use storage::canary::{Fit, fit};

use super::{Check, Subject};

const NAME: &str = "sealing key";

/// What a key that is not the database's own means, for the log and for the check.
pub const WRONG_KEY: &str = "the sealing key is not the one that this database was written with: two-factor codes cannot be checked (recovery codes \
     work), and the secrets of notification channels and other services do not open; everything else works";

const PUT_IT_BACK: &str = "Put the old sealing.key back into the data directory (mode 600), or set ODYSSEUS_SEALING_KEY, and start Odysseus anew. \
     If it is lost for good: `odysseus doctor --accept-key` takes the key that is there; then set up notification channels and two-factor sign-in anew";

pub(super) fn check(conn: &mut AnyConn, subject: &Subject<'_>) -> Check {
    let sealer = match &subject.sealer {
        Ok(sealer) => sealer,
        Err(why) => {
            return Check::bad(
                NAME,
                format!("It cannot be used: {why}."),
                "Mend that: until then Odysseus does not start.",
            );
        }
    };
    let Some(sealer) = sealer else {
        return Check::bad(
            NAME,
            format!("There is none in {}.", subject.data_dir.display()),
            format!(
                "{PUT_IT_BACK}. A start without one makes a new key, which opens nothing that was sealed before."
            ),
        );
    };
    match fit(conn, sealer) {
        Ok(Fit::Fits) => Check::ok(
            NAME,
            format!(
                "It fits the database (fingerprint {}). Keep a copy of it elsewhere.",
                sealer.fingerprint()
            ),
        ),
        Ok(Fit::Unknown) => Check::ok(NAME, "It is there; the next start ties it to the database."),
        Ok(Fit::Other) => {
            let mut says = WRONG_KEY.to_owned();
            if let Some(first) = says.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            Check::bad(NAME, format!("{says}."), format!("{PUT_IT_BACK}."))
        }
        Err(error) => Check::unseen(NAME, &error),
    }
}
