//! The states of a task, and what clients are told of each.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a task is on its way.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    AsExpression,
    FromSqlRow,
)]
#[diesel(sql_type = Text)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// It waits for its turn.
    Queued,
    /// Its machine is looked at.
    Preflight,
    /// Its program was started, and says nothing yet, or no more than that it starts.
    Starting,
    /// Its program is on its way and does not answer yet: it reads the model, say.
    Loading,
    /// It answers.
    Ready,
    /// Its program ended by itself, well.
    Done,
    /// Its program ended badly, or could not be started.
    Failed,
    /// It is being ended.
    Stopping,
    /// It was ended, and nothing of it is left.
    Stopped,
    /// It was to be ended, and something of it is left.
    StopFailed,
}

impl State {
    pub(crate) const ALL: [Self; 10] = [
        Self::Queued,
        Self::Preflight,
        Self::Starting,
        Self::Loading,
        Self::Ready,
        Self::Done,
        Self::Failed,
        Self::Stopping,
        Self::Stopped,
        Self::StopFailed,
    ];

    /// Its name, as it is stored and shown.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Preflight => "preflight",
            Self::Starting => "starting",
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::StopFailed => "stop_failed",
        }
    }

    /// Whether its program runs, as far as is known: it is watched, and its port is its own.
    pub(crate) fn is_live(self) -> bool {
        matches!(
            self,
            Self::Queued
                | Self::Preflight
                | Self::Starting
                | Self::Loading
                | Self::Ready
                | Self::Stopping
                | Self::StopFailed
        )
    }

    /// The word that older clients know; `ever_ready` tells whether it answered once.
    pub(crate) fn status(self, ever_ready: bool) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Preflight | Self::Starting | Self::Loading | Self::Stopping => "running",
            Self::Ready => "ready",
            Self::Done => "done",
            Self::Failed if ever_ready => "crashed",
            Self::Failed | Self::StopFailed => "error",
            Self::Stopped => "stopped",
        }
    }
}

impl<DB: Backend> FromSql<Text, DB> for State
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let name = String::from_sql(bytes)?;
        Self::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .ok_or_else(|| format!("`{name}` is no state").into())
    }
}

impl<DB: Backend> ToSql<Text, DB> for State
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.name().to_sql(out)
    }
}
