//! The first user, an admin: from the environment, or through a one-time link.

use std::net::IpAddr;

use jiff::SignedDuration;
use operation::{Error, Result};
use storage::AnyConn;
use storage::diesel::{self, prelude::*};

use crate::sessions::{self, Browser};
use crate::tables::{setup_links, users};
use crate::user::{Account, NewUser};
use crate::{Identity, SignedIn, secret};

/// How long a set-up link is good; a new start of the program makes a new one.
const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// What the first user tells.
pub struct Setup {
    /// What the one-time link holds.
    pub token: String,
    /// The name they want.
    pub name: String,
    /// The password they choose.
    pub password: String,
    /// Their IANA time zone, as their browser has it; without one it is this machine's.
    pub zone: Option<String>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
    /// The address it comes from.
    pub peer: IpAddr,
}

impl Identity {
    /// Whether there is no user yet.
    ///
    /// # Errors
    /// Faults alone.
    pub async fn setup_needed(&self) -> Result<bool> {
        self.0.workspace.database().read(nobody).await
    }

    /// Makes what the one-time link holds, in place of an earlier one; `None` when there is a user.
    ///
    /// # Errors
    /// Faults alone.
    pub async fn setup_link_token(&self) -> Result<Option<String>> {
        let token = secret::opaque()?;
        let hash = secret::digest(&token);
        let expires_at = self.0.workspace.now().saturating_add(LINK_LIFETIME);
        let expires_at = expires_at.map_err(Error::fault)?.as_millisecond();
        let made = self
            .0
            .workspace
            .database()
            .write(move |conn| {
                if !nobody(conn)? {
                    return Ok(false);
                }
                diesel::delete(setup_links::table).execute(conn)?;
                diesel::insert_into(setup_links::table)
                    .values((
                        setup_links::hash.eq(hash),
                        setup_links::expires_at.eq(expires_at),
                    ))
                    .execute(conn)?;
                Ok::<_, Error>(true)
            })
            .await?;
        Ok(made.then_some(token))
    }

    /// Makes the first user, an admin, and signs them in. Of two at once with the same link one wins.
    ///
    /// # Errors
    /// [`Kind::Forbidden`](operation::Kind::Forbidden) when the link is wrong, expired or used;
    /// otherwise says what is wrong with name, password or zone, and the link stays good.
    pub async fn setup(&self, setup: Setup) -> Result<SignedIn> {
        self.0.limits.sign_in(setup.peer)?;
        let link = secret::digest(&setup.token);
        let user = NewUser {
            name: setup.name,
            password: setup.password,
            admin: true,
            zone: setup.zone,
        };
        let user = user.ready().await?;
        let browser = Browser {
            remember: true,
            user_agent: setup.user_agent,
            address: setup.peer,
        };
        let now = self.0.workspace.now();
        self.0
            .workspace
            .database()
            .write(move |conn| {
                // Taking the link away is what only one can do.
                let good = setup_links::table
                    .find(link)
                    .filter(setup_links::expires_at.gt(now.as_millisecond()));
                if diesel::delete(good).execute(conn)? == 0 || !nobody(conn)? {
                    return Err(Error::forbidden(
                        "This set-up link is wrong, expired or was used.",
                    )
                    .hint("Start Odysseus again for a new link, or sign in if there is a user."));
                }
                let id = user.insert(conn, now)?;
                let begun = sessions::begin(conn, &id, &browser, now)?;
                Ok(SignedIn::In {
                    cookie: begun.cookie,
                    expires: begun.expires,
                    user: Account::get(conn, &id)?.user(),
                })
            })
            .await
    }

    /// Makes the first user, an admin, of what the environment gives; does nothing when there is a
    /// user.
    ///
    /// # Errors
    /// Says what is wrong with the name or the password.
    pub async fn admin_from_environment(&self, name: &str, password: &str) -> Result<()> {
        if !self.setup_needed().await? {
            return Ok(());
        }
        let user = NewUser {
            name: name.to_owned(),
            password: password.to_owned(),
            admin: true,
            zone: None,
        };
        let (user, now) = (user.ready().await?, self.0.workspace.now());
        self.0
            .workspace
            .database()
            .write(move |conn| {
                if nobody(conn)? {
                    user.insert(conn, now)?;
                    diesel::delete(setup_links::table).execute(conn)?;
                }
                Ok(())
            })
            .await
    }
}

fn nobody(conn: &mut AnyConn) -> Result<bool> {
    let somebody: Option<String> = users::table.select(users::id).first(conn).optional()?;
    Ok(somebody.is_none())
}
