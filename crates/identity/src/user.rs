//! Users in the database.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use operation::{Error, Instant, Result, User, Workspace};
use schemars::JsonSchema;
use serde::Serialize;
use storage::AnyConn;
use storage::diesel::result::{DatabaseErrorKind, Error as DieselError};
use storage::diesel::{self, prelude::*};
use uuid::Uuid;

use crate::day_time::DayTime;
use crate::name::UserName;
use crate::password::NewPassword;
use crate::tables::{sessions, users};
use crate::zone::Zone;

/// A user's row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) admin: bool,
    zone: String,
    day_first: bool,
    day_reminder: String,
    pub(crate) totp_secret: Option<String>,
    pub(crate) totp_pending: Option<String>,
    created_at: i64,
}

/// A user, as shown.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UserInfo {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Whether they run this Odysseus.
    pub admin: bool,
    /// Their IANA time zone.
    pub zone: String,
    /// Whether 5/6 is the 5th of June to them.
    pub day_first: bool,
    /// When they are reminded of what is due on a day without a time.
    pub day_reminder: String,
    /// Whether signing in takes a code from their phone.
    pub two_factor: bool,
    /// Since when they are here.
    pub created_at: Instant,
}

/// A user to make.
pub struct NewUser {
    /// 1 to 64 of the letters a-z, digits, `.`, `_` and `-`; trimmed and lower-cased.
    pub name: String,
    /// At least 8 characters.
    pub password: String,
    /// Whether they run this Odysseus.
    pub admin: bool,
    /// Their IANA time zone; without one it is this machine's.
    pub zone: Option<String>,
}

/// The same, checked, and ready to be stored.
pub(crate) struct ReadyUser {
    pub(crate) name: UserName,
    pub(crate) password_hash: String,
    pub(crate) admin: bool,
    pub(crate) zone: Zone,
}

impl Account {
    pub(crate) fn user(&self) -> User {
        User {
            id: self.id.clone(),
            name: self.name.clone(),
            admin: self.admin,
            // A zone that a newer database dropped must not lock its user out.
            zone: TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC),
            day_first: self.day_first,
            day_reminder: DayTime::read(&self.day_reminder).time(),
        }
    }

    pub(crate) fn info(self) -> UserInfo {
        UserInfo {
            id: self.id,
            name: self.name,
            admin: self.admin,
            zone: self.zone,
            day_first: self.day_first,
            day_reminder: self.day_reminder,
            two_factor: self.totp_secret.is_some(),
            created_at: self.created_at.into(),
        }
    }

    pub(crate) fn find(conn: &mut AnyConn, id: &str) -> Result<Option<Self>> {
        Ok(users::table
            .find(id)
            .select(Self::as_select())
            .first(conn)
            .optional()?)
    }

    pub(crate) fn get(conn: &mut AnyConn, id: &str) -> Result<Self> {
        Self::find(conn, id)?.ok_or_else(|| Error::not_found("There is no such user."))
    }

    /// Looks for a name as it is typed.
    pub(crate) fn by_name(conn: &mut AnyConn, name: &str) -> Result<Option<Self>> {
        let Ok(name) = UserName::try_from(name.to_owned()) else {
            return Ok(None);
        };
        Ok(users::table
            .filter(users::name.eq(name.as_str()))
            .select(Self::as_select())
            .first(conn)
            .optional()?)
    }
}

impl NewUser {
    /// Checks everything and hashes the password.
    pub(crate) async fn ready(self) -> Result<ReadyUser> {
        let name = UserName::try_from(self.name).map_err(|error| bad("name", &error))?;
        let zone = match self.zone.filter(|zone| !zone.trim().is_empty()) {
            Some(zone) => Zone::try_from(zone).map_err(|error| bad("zone", &error))?,
            None => Zone::of_this_machine(),
        };
        let password = checked_password(self.password)?;
        Ok(ReadyUser {
            name,
            password_hash: password.hash().await?,
            admin: self.admin,
            zone,
        })
    }
}

impl ReadyUser {
    /// Stores the user and gives their id.
    pub(crate) fn insert(&self, conn: &mut AnyConn, now: Timestamp) -> Result<String> {
        let id = Uuid::new_v4().to_string();
        diesel::insert_into(users::table)
            .values((
                users::id.eq(&id),
                users::name.eq(self.name.as_str()),
                users::password.eq(&self.password_hash),
                users::admin.eq(self.admin),
                users::zone.eq(self.zone.as_str()),
                users::day_first.eq(false),
                users::day_reminder.eq(DayTime::default().to_string()),
                users::created_at.eq(now.as_millisecond()),
            ))
            .execute(conn)
            .map_err(|error| name_taken(error, &self.name))?;
        Ok(id)
    }
}

/// The user of that id.
///
/// # Errors
/// Faults alone.
pub fn find_user(conn: &mut AnyConn, id: &str) -> Result<Option<User>> {
    Ok(Account::find(conn, id)?.map(|account| account.user()))
}

/// The user of that name; case and white space around it do not matter.
///
/// # Errors
/// Faults alone.
pub fn find_user_by_name(conn: &mut AnyConn, name: &str) -> Result<Option<User>> {
    Ok(Account::by_name(conn, name)?.map(|account| account.user()))
}

/// Makes a user: for the command line, which works on the data directory as nobody in particular.
///
/// # Errors
/// Says what is wrong with name, password or zone; [`Kind::Conflict`](operation::Kind::Conflict) when
/// the name is taken.
pub async fn create_user(workspace: &Workspace, user: NewUser) -> Result<User> {
    let (user, now) = (user.ready().await?, workspace.now());
    workspace
        .database()
        .write(move |conn| {
            let id = user.insert(conn, now)?;
            Ok(Account::get(conn, &id)?.user())
        })
        .await
}

/// All users, by name: for the command line.
///
/// # Errors
/// Faults alone.
pub fn all_users(conn: &mut AnyConn) -> Result<Vec<User>> {
    let accounts: Vec<Account> = users::table
        .order(users::name)
        .select(Account::as_select())
        .load(conn)?;
    Ok(accounts.iter().map(Account::user).collect())
}

/// Sets the password of the user of that id and ends their sessions: for the command line.
///
/// # Errors
/// Says what is wrong with the password; [`Kind::NotFound`](operation::Kind::NotFound) when there is
/// no such user.
pub async fn set_password(workspace: &Workspace, id: &str, password: String) -> Result<()> {
    let hash = checked_password(password)?.hash().await?;
    let id = id.to_owned();
    workspace
        .database()
        .write(move |conn| {
            let account = Account::get(conn, &id)?;
            store_password(conn, &account.id, &hash, None)
        })
        .await
}

/// Stores a new password and ends all sessions but the one to keep.
pub(crate) fn store_password(
    conn: &mut AnyConn,
    id: &str,
    hash: &str,
    keep_session: Option<&str>,
) -> Result<()> {
    diesel::update(users::table.find(id))
        .set(users::password.eq(hash))
        .execute(conn)?;
    let others = sessions::table
        .filter(sessions::owner.eq(id))
        .filter(sessions::id.ne(keep_session.unwrap_or_default()));
    diesel::delete(others).execute(conn)?;
    Ok(())
}

/// Turns the database's refusal of a second user of that name into words.
pub(crate) fn name_taken(error: DieselError, name: &UserName) -> Error {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            let message = format!("There is a user `{}` already.", name.as_str());
            Error::conflict(message).field("name")
        }
        other => Error::from(other),
    }
}

fn checked_password(password: String) -> Result<NewPassword> {
    NewPassword::try_from(password).map_err(|error| bad("password", &error))
}

fn bad(field: &str, error: &str) -> Error {
    Error::bad_input(format!("`{field}`: {error}.")).field(field)
}
