//! Who holds an API token.

use std::net::IpAddr;
use std::sync::Arc;

use operation::{Caller, Error, Instant, Means, Result};

use crate::cache::Known;
use crate::tokens::{self, Token};
use crate::{Identity, find_user, secret};

impl Identity {
    /// The user whose API token this is, calling from `peer`.
    ///
    /// A token is looked up at most once a second. A text that is no token (its checksum tells) never
    /// reaches the database.
    ///
    /// # Errors
    /// [`Kind::Unauthenticated`](operation::Kind::Unauthenticated) when it is malformed, unknown,
    /// expired or revoked; [`Kind::TooMany`](operation::Kind::TooMany) instead, from the 61st such
    /// token an address sends within a minute.
    pub async fn token(&self, secret: &str, peer: IpAddr) -> Result<Caller> {
        if !tokens::is_well_formed(secret) {
            return Err(self.refuse(
                peer,
                "This is no token of Odysseus: it may be cut or mistyped. One has 42 characters and begins with ody_.",
            ));
        }
        let now = self.0.workspace.now().as_millisecond();
        let known = match self.known(secret::digest(secret), now).await? {
            Some(known) => known,
            None => {
                return Err(self.refuse(
                    peer,
                    "It is unknown here, or was revoked. Ask the person for a new one: Settings → Integrations.",
                ));
            }
        };
        if let Some(expired) = known.expires_at.filter(|&at| at <= now) {
            let hint = format!(
                "It expired at {}. Ask the person for a new one: Settings → Integrations.",
                Instant::from(expired)
            );
            return Err(self.refuse(peer, &hint));
        }
        if let Some(id) = known.caller.token_id() {
            self.0.last_uses.note_token(id, now);
        }
        Ok(known.caller)
    }

    async fn known(&self, digest: String, now: i64) -> Result<Option<Known>> {
        let generation = match self.0.tokens.get(&digest, now) {
            Ok(known) => return Ok(Some(known)),
            Err(generation) => generation,
        };
        let sought = digest.clone();
        let found = self
            .0
            .workspace
            .database()
            .read(move |conn| {
                let Some(token) = Token::by_digest(conn, &sought)? else {
                    return Ok(None);
                };
                let user = find_user(conn, &token.owner)?;
                Ok::<_, Error>(user.map(|user| (user, token)))
            })
            .await?;
        let Some((user, token)) = found else {
            return Ok(None);
        };
        let first = token.last_used_at.is_none() && token.expires_at.is_none_or(|at| at > now);
        let grants = token.grants()?;
        let means = Means::Token {
            id: token.id,
            name: token.name,
            grants,
        };
        let caller = Caller {
            user: Arc::new(user),
            means: Arc::new(means),
        };
        let known = Known {
            caller,
            expires_at: token.expires_at,
        };
        self.0.tokens.put(digest, now, known.clone(), generation);
        if let Some(id) = known.caller.token_id().filter(|_| first) {
            // Whoever has just set an agent up waits to see this.
            self.0.last_uses.note_token(id, now);
            self.flush().await;
        }
        Ok(Some(known))
    }

    fn refuse(&self, peer: IpAddr, hint: &str) -> Error {
        match self.0.limits.failed_token(peer) {
            Ok(()) => Error::unauthenticated("Invalid API token").hint(hint),
            Err(limited) => limited,
        }
    }
}
