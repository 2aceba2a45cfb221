//! What can be changed about a user.

use operation::Result;
use storage::AnyConn;
use storage::diesel::{self, prelude::*};

use crate::day_time::DayTime;
use crate::name::UserName;
use crate::tables::users;
use crate::user::name_taken;
use crate::zone::Zone;

/// Changes to a user's row; what is `None` stays.
pub(crate) struct Profile {
    pub(crate) name: Option<UserName>,
    pub(crate) zone: Option<Zone>,
    pub(crate) day_first: Option<bool>,
    pub(crate) day_reminder: Option<DayTime>,
    pub(crate) admin: Option<bool>,
}

#[derive(AsChangeset)]
#[diesel(table_name = users)]
struct Changes<'a> {
    name: Option<&'a str>,
    zone: Option<&'a str>,
    day_first: Option<bool>,
    day_reminder: Option<String>,
    admin: Option<bool>,
}

impl Profile {
    /// Stores the changes.
    ///
    /// # Errors
    /// [`Kind::Conflict`](operation::Kind::Conflict) when the name is taken.
    pub(crate) fn store(&self, conn: &mut AnyConn, id: &str) -> Result<()> {
        let nothing = self.name.is_none()
            && self.zone.is_none()
            && self.day_first.is_none()
            && self.day_reminder.is_none()
            && self.admin.is_none();
        if nothing {
            return Ok(());
        }
        let changes = Changes {
            name: self.name.as_ref().map(UserName::as_str),
            zone: self.zone.as_ref().map(Zone::as_str),
            day_first: self.day_first,
            day_reminder: self.day_reminder.as_ref().map(ToString::to_string),
            admin: self.admin,
        };
        let stored = diesel::update(users::table.find(id))
            .set(changes)
            .execute(conn);
        match (stored, &self.name) {
            (Err(error), Some(name)) => Err(name_taken(error, name)),
            (stored, _) => stored.map(drop).map_err(Into::into),
        }
    }
}
