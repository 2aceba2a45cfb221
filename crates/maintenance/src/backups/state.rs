//! How the backups went.

use diesel::prelude::*;
use operation::{Instant, Result};
use storage::AnyConn;

use crate::tables::backup_state as state;

const ROW: i64 = 1;

/// How the backups went, and when the next one is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = state, treat_none_as_null = true)]
pub(crate) struct BackupState {
    /// The next one.
    pub(crate) planned_at: Option<Instant>,
    /// The last one that was made and read back.
    pub(crate) good_at: Option<Instant>,
    /// Its name.
    pub(crate) good_file: Option<String>,
    /// The last one that was not.
    pub(crate) failed_at: Option<Instant>,
    /// Why.
    pub(crate) failure: Option<String>,
}

impl BackupState {
    pub(crate) fn load(conn: &mut AnyConn) -> Result<Self> {
        let row = state::table
            .find(ROW)
            .select(Self::as_select())
            .first(conn)
            .optional()?;
        Ok(row.unwrap_or_default())
    }

    pub(crate) fn store(&self, conn: &mut AnyConn) -> Result<()> {
        storage::each_backend!(conn, |c| diesel::insert_into(state::table)
            .values((state::id.eq(ROW), self))
            .on_conflict(state::id)
            .do_update()
            .set(self)
            .execute(c))?;
        Ok(())
    }

    /// Why the last one failed, if none has succeeded since.
    pub(crate) fn standing_failure(&self) -> Option<(Instant, &str)> {
        let failed = self.failed_at?;
        (self.good_at < Some(failed)).then(|| (failed, self.failure.as_deref().unwrap_or_default()))
    }
}
