//! Names of tmux sessions.

use std::fmt;
use std::str::FromStr;

use operation::Error;

/// A checked name: 1 to 64 letters, digits, `_` and `-`. Files are named after it, and scripts are given it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Session(String);

impl Session {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of its log in the state directory.
    pub(crate) fn log_name(&self) -> String {
        format!("{}.log", self.0)
    }
}

impl FromStr for Session {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let fits = (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if fits {
            Ok(Self(name.to_owned()))
        } else {
            Err(Error::bad_input(
                "Invalid session id: it has 1 to 64 letters, digits, `_` and `-`, such as `serve-1a2b3c4d`.",
            ))
        }
    }
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
