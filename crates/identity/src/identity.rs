//! The entrance: who is calling.

use std::sync::Arc;

use operation::{Caller, Error, Result, Workspace};

use crate::cache::Cache;
use crate::last_use::LastUses;
use crate::limits::Limits;
use crate::{find_user, secret, sessions};

pub(crate) struct Parts {
    pub(crate) workspace: Workspace,
    pub(crate) tokens: Cache,
    pub(crate) last_uses: LastUses,
    pub(crate) limits: Limits,
}

/// Tells who is calling, and signs people in. Cheap to clone; one for the whole program, since it holds
/// the limits.
#[derive(Clone)]
pub struct Identity(pub(crate) Arc<Parts>);

impl Identity {
    /// The entrance of that workspace.
    #[must_use]
    pub fn new(workspace: Workspace) -> Self {
        Self(Arc::new(Parts {
            tokens: Cache::new(workspace.listen()),
            workspace,
            last_uses: LastUses::default(),
            limits: Limits::default(),
        }))
    }

    /// The person whose browser sends this session cookie.
    ///
    /// # Errors
    /// [`Kind::Unauthenticated`](operation::Kind::Unauthenticated) when it is unknown or expired.
    pub async fn session(&self, cookie: &str) -> Result<Caller> {
        let unknown =
            || Error::unauthenticated("You are not signed in.").hint("Sign in, then try again.");
        if cookie.len() != secret::OPAQUE_LENGTH {
            return Err(unknown());
        }
        let (hash, now) = (
            secret::digest(cookie),
            self.0.workspace.now().as_millisecond(),
        );
        let found = self
            .0
            .workspace
            .database()
            .read(move |conn| {
                let Some((id, owner)) = sessions::find(conn, &hash, now)? else {
                    return Ok(None);
                };
                let user = find_user(conn, &owner)?;
                Ok::<_, Error>(user.map(|user| (user, id)))
            })
            .await?;
        let (user, id) = found.ok_or_else(unknown)?;
        self.0.last_uses.note_session(&id, now);
        Ok(Caller::in_session(user, id))
    }

    /// Ends the session of that cookie, if there is one.
    ///
    /// # Errors
    /// Faults alone.
    pub async fn sign_out(&self, cookie: &str) -> Result<()> {
        let hash = secret::digest(cookie);
        self.0
            .workspace
            .database()
            .write(move |conn| sessions::end(conn, &hash))
            .await
    }
}
