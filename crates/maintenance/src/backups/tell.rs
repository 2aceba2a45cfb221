//! Tells those who run this Odysseus.

use std::sync::Arc;

use operation::{Caller, Context, Instant, Means, Result};
use serde_json::json;

/// A notification to every admin that the backup planned for `planned` failed; one, however often it
/// is tried again.
pub(super) async fn admins(cx: &Context, planned: Instant, why: &str) -> Result<()> {
    let workspace = cx.workspace();
    let users = cx.read(|view| identity::all_users(view.conn)).await?;
    for admin in users.into_iter().filter(|user| user.admin) {
        let said = json!({
            "kind": "backup.failed",
            "source": "backups",
            "title": "The scheduled backup failed",
            "body": format!("{why} It is tried again every hour."),
            "url": "/settings/backups",
            "dedupe_key": format!("backup.failed:{planned}"),
        });
        let caller = Caller {
            user: Arc::new(admin),
            means: Arc::new(Means::Job),
        };
        workspace
            .context(caller, "job")
            .write(move |tx| tx.emit("notification.raise", None, said))
            .await?;
    }
    Ok(())
}
