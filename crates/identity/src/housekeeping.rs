//! What happens once a minute.

use std::time::Duration;

use operation::{Error, Result};
use storage::diesel::{self, prelude::*};

use crate::Identity;
use crate::tables::{sessions, setup_links};

const EVERY: Duration = Duration::from_secs(60);

impl Identity {
    /// Writes last uses and drops expired sessions every minute, until the future is dropped.
    pub async fn housekeeping(&self) {
        loop {
            tokio::time::sleep(EVERY).await;
            self.0.limits.tidy();
            self.flush().await;
            if let Err(error) = self.drop_expired().await {
                tracing::error!(error = ?error, "expired sessions could not be dropped");
            }
        }
    }

    /// Writes when tokens and sessions were last used: every minute, and before the program ends. What
    /// cannot be written is kept for the next time.
    pub async fn flush(&self) {
        if let Err(error) = self.0.last_uses.flush(&self.0.workspace).await {
            tracing::error!(error = ?error, "last uses could not be written");
        }
    }

    /// Drops expired sessions and set-up links.
    ///
    /// # Errors
    /// Faults alone.
    pub async fn drop_expired(&self) -> Result<()> {
        let now = self.0.workspace.now().as_millisecond();
        let database = self.0.workspace.database();
        let expired = move || sessions::table.filter(sessions::expires_at.le(now));
        // A disk that nobody writes to may sleep: look first.
        let some: bool = database
            .read(move |conn| {
                Ok::<_, Error>(diesel::select(diesel::dsl::exists(expired())).get_result(conn)?)
            })
            .await?;
        if some {
            database
                .write(move |conn| {
                    diesel::delete(expired()).execute(conn)?;
                    diesel::delete(setup_links::table.filter(setup_links::expires_at.le(now)))
                        .execute(conn)?;
                    Ok::<_, Error>(())
                })
                .await?;
        }
        Ok(())
    }
}
