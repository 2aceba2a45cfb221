//! Everybody's accounts, for admins.

mod add;
mod list;
mod remove;
mod set_password;
mod update;

use operation::{Access, Capability, Error, Operation, Result};
use storage::AnyConn;
use storage::diesel::{self, prelude::*};

use crate::tables::users;

/// Told to the admin who changed users.
pub(crate) const CHANGED: &str = "users.changed";

/// Told inside the transaction that deletes a user, with their `id` and `name`. The event's owner is
/// the admin who did it. Capabilities listen to it and delete the user's rows.
pub const USER_DELETED: &str = "user.deleted";

pub(crate) fn capability() -> Capability {
    let operations = vec![
        list::operation(),
        add::operation(),
        update::operation(),
        remove::operation(),
        set_password::operation(),
    ];
    let for_admins = |operation: Operation| operation.access(Access::Admin);
    Capability {
        name: "users",
        operations: operations.into_iter().map(for_admins).collect(),
        ..Capability::default()
    }
}

/// Makes sure that an admin is left without this one.
///
/// # Errors
/// [`Kind::Conflict`](operation::Kind::Conflict) when they are the last.
fn keep_an_admin(conn: &mut AnyConn, without: &str) -> Result<()> {
    // Two admins who demote each other at once must not both succeed: this locks their rows.
    diesel::update(users::table.filter(users::admin.eq(true)))
        .set(users::admin.eq(true))
        .execute(conn)?;
    let others: i64 = users::table
        .filter(users::admin.eq(true))
        .filter(users::id.ne(without))
        .count()
        .get_result(conn)?;
    if others == 0 {
        return Err(Error::conflict("This is the last administrator.")
            .hint("Make somebody else an administrator first."));
    }
    Ok(())
}
