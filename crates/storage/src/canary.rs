//! Whether the sealing key fits the database: a known text, sealed when the database was first used,
//! opens with that key alone.

use diesel::prelude::*;

use crate::seal::Sealer;
use crate::tables::sealing_canary as canary;
use crate::{AnyConn, Database, Fault, each_backend};

const TABLE: &str = "sealing_canary";
const COLUMN: &str = "sealed";
const ROW: i64 = 1;
const TEXT: &[u8] = b"Odysseus";

/// How a key and a database go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The secrets in the database were sealed with this key.
    Fits,
    /// They were sealed with another.
    Other,
    /// Nothing was sealed yet.
    Unknown,
}

/// Compares the key with what the database remembers of its own.
///
/// # Errors
/// The database's.
pub fn fit(conn: &mut AnyConn, sealer: &Sealer) -> QueryResult<Fit> {
    let sealed: Option<String> = canary::table
        .find(ROW)
        .select(canary::sealed)
        .first(conn)
        .optional()?;
    Ok(match sealed {
        None => Fit::Unknown,
        Some(sealed) => match sealer.unseal(TABLE, COLUMN, &ROW.to_string(), &sealed) {
            Ok(text) if text == TEXT => Fit::Fits,
            _ => Fit::Other,
        },
    })
}

/// Takes the key as the database's own from now on. What was sealed with another stays closed.
///
/// # Errors
/// A [`Fault`].
pub async fn accept(database: &Database, sealer: &Sealer) -> Result<(), Fault> {
    database
        .write(|conn| {
            diesel::delete(canary::table).execute(conn)?;
            Ok::<_, Fault>(())
        })
        .await?;
    settle(database, sealer).await.map(drop)
}

/// The same at the start of a program: a database without a memory takes this key as its own.
///
/// # Errors
/// A [`Fault`].
pub async fn settle(database: &Database, sealer: &Sealer) -> Result<Fit, Fault> {
    let known = sealer.clone();
    let found = database
        .read(move |conn| Ok::<_, Fault>(fit(conn, &known)?))
        .await?;
    if found != Fit::Unknown {
        return Ok(found);
    }
    let sealed = sealer
        .seal(TABLE, COLUMN, &ROW.to_string(), TEXT)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))
        .map_err(Fault::from)?;
    let sealer = sealer.clone();
    database
        .write(move |conn| {
            let row = (canary::id.eq(ROW), canary::sealed.eq(sealed));
            each_backend!(&mut *conn, |c| diesel::insert_into(canary::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(c))?;
            // Another process may have been faster, with another key.
            Ok::<_, Fault>(fit(conn, &sealer)?)
        })
        .await
}
