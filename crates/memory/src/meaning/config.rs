//! How texts are read by meaning: one row, for the whole house.

use diesel::prelude::*;
use operation::{Error, Result};
use storage::seal::Sealer;
use storage::{AnyConn, each_backend};

use crate::tables::memory_meaning;

/// The key of the one row.
const ONE: i64 = 1;
const TABLE: &str = "memory_meaning";

/// What is set up.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = memory_meaning, treat_none_as_null = true)]
pub(crate) struct Config {
    /// What its vectors are kept under: new with every change, so that those of two models never meet.
    pub(crate) model: String,
    /// The folder of a model2vec model.
    pub(super) folder: Option<String>,
    /// Or else a server's address.
    pub(super) url: Option<String>,
    /// The model that the server is asked for.
    pub(super) name: Option<String>,
    /// The server's key, sealed.
    pub(super) api_key: Option<String>,
    /// How alike a text has to be.
    pub(crate) least: f64,
    /// Why the last texts could not be read.
    pub(super) trouble: Option<String>,
}

impl Config {
    /// What is set up; `None` when meaning is off.
    pub(crate) fn get(conn: &mut AnyConn) -> Result<Option<Self>> {
        Ok(memory_meaning::table
            .find(ONE)
            .select(Self::as_select())
            .first(conn)
            .optional()?)
    }

    /// Whether anything is set up.
    pub(super) fn is_on(conn: &mut AnyConn) -> Result<bool> {
        let found: Option<i64> = memory_meaning::table
            .find(ONE)
            .select(memory_meaning::id)
            .first(conn)
            .optional()?;
        Ok(found.is_some())
    }

    /// Sets it up in place of what was.
    pub(super) fn put(&self, conn: &mut AnyConn) -> Result<()> {
        each_backend!(conn, |c| diesel::insert_into(memory_meaning::table)
            .values((memory_meaning::id.eq(ONE), self))
            .on_conflict(memory_meaning::id)
            .do_update()
            .set(self)
            .execute(c))?;
        Ok(())
    }

    /// Switches meaning off.
    pub(super) fn remove(conn: &mut AnyConn) -> Result<()> {
        diesel::delete(memory_meaning::table.find(ONE)).execute(conn)?;
        Ok(())
    }

    /// Notes why texts cannot be read, or that they can again.
    pub(super) fn note_trouble(&self, conn: &mut AnyConn, trouble: Option<&str>) -> Result<()> {
        let this = memory_meaning::table
            .find(ONE)
            .filter(memory_meaning::model.eq(&self.model));
        diesel::update(this)
            .set(memory_meaning::trouble.eq(trouble))
            .execute(conn)?;
        Ok(())
    }

    /// Seals a key for its place.
    pub(super) fn seal_key(sealer: &Sealer, key: &str) -> Result<String> {
        sealer
            .seal(TABLE, "api_key", "1", key.as_bytes())
            .map_err(Error::fault)
    }

    /// The server's key.
    ///
    /// # Errors
    /// A sentence, when it was sealed with another key than the present one.
    pub(super) fn key(&self, sealer: &Sealer) -> Result<Option<String>, String> {
        let Some(sealed) = &self.api_key else {
            return Ok(None);
        };
        let unusable = "The API key cannot be opened with the present sealing key; set it again.";
        let bytes = sealer
            .unseal(TABLE, "api_key", "1", sealed)
            .map_err(|_| unusable.to_owned())?;
        String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| unusable.to_owned())
    }
}
