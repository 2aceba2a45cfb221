//! What sort of thing is remembered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

// Without comments on the variants, so that schemas list them as plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum Category {
    #[default]
    Fact,
    Contact,
    Task,
    Preference,
    Identity,
    Project,
    Goal,
}

impl Category {
    /// All of them, in the order in which they are shown.
    pub(crate) const ALL: [Self; 7] = [
        Self::Fact,
        Self::Contact,
        Self::Task,
        Self::Preference,
        Self::Identity,
        Self::Project,
        Self::Goal,
    ];

    /// Its name in the database and on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Contact => "contact",
            Self::Task => "task",
            Self::Preference => "preference",
            Self::Identity => "identity",
            Self::Project => "project",
            Self::Goal => "goal",
        }
    }

    /// The one of that name, in whatever case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        Self::ALL
            .into_iter()
            .find(|category| category.name() == name)
    }
}
