//! The one error of an operation, written for the agent or person who reads it next.

use jiff::SignedDuration;

/// What a handler and [`dispatch`](crate::Workspace::dispatch) give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kinds of failure. Interfaces map each to their own code; nothing here knows HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The input cannot be used as it is.
    BadInput,
    /// Nobody known is calling.
    Unauthenticated,
    /// The caller is known and may not do this.
    Forbidden,
    /// There is no such thing, or it belongs to somebody else.
    NotFound,
    /// It does not fit what is stored now.
    Conflict,
    /// The input is larger than the operation takes.
    TooLarge,
    /// The owner wants to be asked first; the same call works once they approved.
    ApprovalRequired,
    /// Too many calls; `retry_after` tells when the next one may work.
    TooMany,
    /// Something that the operation needs is not to be had at the moment.
    Unavailable,
    /// A fault of ours. The cause is logged under the request id, never shown.
    Fault,
}

/// A failure that a caller can act on; its parts are those of [`Failure`].
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Failure>);

impl std::ops::Deref for Error {
    type Target = Failure;
    fn deref(&self) -> &Failure {
        &self.0
    }
}

/// What a failure says. It is boxed in an [`Error`], so that results stay small.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What sort of failure.
    pub kind: Kind,
    /// One sentence that tells what is wrong, and what would be right where we know.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The input field that is wrong, as a path (`items[2].text`).
    pub field: Option<String>,
    /// How long to wait before trying again.
    pub retry_after: Option<SignedDuration>,
    /// The approval to wait for, with [`Kind::ApprovalRequired`] alone.
    pub approval_id: Option<String>,
    /// Further things the reader may use: candidates of an ambiguous id, both versions of a conflict.
    pub more: Option<serde_json::Map<String, serde_json::Value>>,
    /// Whether the audit log has it already.
    pub(crate) recorded: bool,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Failure {
            kind,
            message: message.into(),
            hint: None,
            field: None,
            retry_after: None,
            approval_id: None,
            more: None,
            recorded: false,
            source: None,
        }))
    }

    fn change(mut self, change: impl FnOnce(&mut Failure)) -> Self {
        change(&mut self.0);
        self
    }

    /// Input that cannot be used; say what would be right.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::new(Kind::BadInput, message)
    }

    /// Nobody known is calling.
    pub fn unauthenticated(message: impl Into<String>) -> Self {
        Self::new(Kind::Unauthenticated, message)
    }

    /// Known, and not allowed.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(Kind::Forbidden, message)
    }

    /// No such thing, or somebody else's: callers cannot tell which.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// It does not fit what is stored now.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Kind::Conflict, message)
    }

    /// Larger than the operation takes.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new(Kind::TooLarge, message)
    }

    /// Something needed is not to be had at the moment.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(Kind::Unavailable, message)
    }

    /// Too many calls; try again after `wait`.
    pub fn too_many(message: impl Into<String>, wait: SignedDuration) -> Self {
        Self::new(Kind::TooMany, message).retry_after(wait)
    }

    /// The owner must approve first.
    pub(crate) fn approval_required(message: impl Into<String>, id: String) -> Self {
        Self::new(Kind::ApprovalRequired, message).change(|failure| failure.approval_id = Some(id))
    }

    /// A fault of ours: `source` goes to the log, never to the caller.
    pub fn fault(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(
            Kind::Fault,
            "Odysseus failed at this; nothing was changed by this call.",
        )
        .change(|failure| failure.source = Some(source.into()))
    }

    /// Notes that the audit log has it already.
    pub(crate) fn on_record(self) -> Self {
        self.change(|failure| failure.recorded = true)
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        self.change(|failure| failure.hint = Some(hint.into()))
    }

    /// Names the input field.
    #[must_use]
    pub fn field(self, field: impl Into<String>) -> Self {
        self.change(|failure| failure.field = Some(field.into()))
    }

    /// Adds how long to wait before the same call may work.
    #[must_use]
    pub fn retry_after(self, wait: SignedDuration) -> Self {
        self.change(|failure| failure.retry_after = Some(wait))
    }

    /// Adds something that the reader may use, under a name of its own.
    #[must_use]
    pub fn with(self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.change(|failure| {
            failure
                .more
                .get_or_insert_default()
                .insert(name.to_owned(), value.into());
        })
    }
}

impl From<storage::Fault> for Error {
    fn from(fault: storage::Fault) -> Self {
        match fault {
            storage::Fault::Busy => {
                Self::unavailable("The database is busy; try again in a second.")
                    .retry_after(SignedDuration::from_secs(1))
            }
            other => Self::fault(other),
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Self::fault(error)
    }
}

impl From<serde_json::Error> for Error {
    /// Our own values always serialise, and what we stored always parses: anything else is a fault.
    fn from(error: serde_json::Error) -> Self {
        Self::fault(error)
    }
}
