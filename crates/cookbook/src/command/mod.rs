//! What may be launched: a command as variables and an argument vector, never as text for a shell.
//!
//! What somebody writes is read as a POSIX shell would split it into words (`words`), refusing whatever a shell would do
//! more with: no shell ever sees it. Only listed variables may be set (`variables`) and only listed programs started
//! (`program`, `python`, `install`); `read` tells from the words what the command serves and where, `flags` edits them.
//!
//! Words are taken as they are: `*`, `?`, `[`, `{` and `(` have no meaning. One thing is done where the program is
//! started: `~/` at the beginning of a word, of a variable's value or of a long flag's value becomes the home directory.

mod engine;
mod environment;
mod flags;
mod gpus;
mod hf_token;
mod install;
mod instead;
mod kept;
mod ollama;
mod program;
mod python;
mod read;
mod repo_id;
mod secrets;
mod session_name;
mod ssh_port;
#[cfg(test)]
mod tests;
mod variables;
mod words;

use std::fmt;
use std::str::FromStr;

use operation::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use engine::Engine;
pub(crate) use environment::Environment;
pub(crate) use gpus::Gpus;
pub(crate) use hf_token::HfToken;
pub(crate) use install::PackageSpec;
pub(crate) use kept::{joined, split};
pub(crate) use read::{Seen, seen};
pub(crate) use repo_id::RepoId;
pub(crate) use secrets::redacted;
pub(crate) use session_name::SessionName;
pub(crate) use ssh_port::SshPort;

/// What a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It runs until it is stopped.
    Serve,
    /// It fetches a model and ends (`ollama pull`).
    Download,
    /// It installs Python packages and ends (`pip install`).
    Install,
}

/// A command that may be launched.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("maxLength" = words::LONGEST))]
pub struct Command {
    variables: Vec<(String, String)>,
    words: Vec<String>,
}

impl Command {
    /// Reads what somebody wrote: `NAME=value … program argument …`.
    ///
    /// # Errors
    /// What is wrong with it and what to write instead, for the field `cmd`.
    pub fn parse(text: &str) -> Result<Self> {
        Self::read(text).map_err(|error| error.field("cmd"))
    }

    fn read(text: &str) -> Result<Self> {
        let mut words = words::split(text)?;
        let first = words
            .iter()
            .position(|word| variables::assignment(word).is_none())
            .unwrap_or(words.len());
        let mut command = Self {
            words: words.split_off(first),
            variables: Vec::new(),
        };
        for word in &words {
            if let Some((name, value)) = variables::assignment(word) {
                variables::check(name)?;
                command.set_variable(name, value);
            }
        }
        program::check(&command.words)?;
        command.check_port()?;
        // Quoting may be longer here than where it was read, and what is kept has to be readable again.
        words::check_length(&command.text())?;
        Ok(command)
    }

    /// The variables to set, each once.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The program and its arguments.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The command as text, which reads as the same command again, here and in a shell.
    #[must_use]
    pub fn text(&self) -> String {
        self.written(words::quoted)
    }

    /// The command as text, each value and each word written that way.
    fn written(&self, write: impl Fn(&str) -> String) -> String {
        let variables = self.variables();
        let variables = variables.map(|(name, value)| format!("{name}={}", write(value)));
        let words = self.words.iter().map(|word| write(word));
        variables.chain(words).collect::<Vec<_>>().join(" ")
    }

    /// What it is for.
    #[must_use]
    pub(crate) fn kind(&self) -> Kind {
        program::kind(&self.words)
    }

    /// A variable's value.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let mut variables = self.variables();
        variables.find_map(|(known, value)| (known == name).then_some(value))
    }

    /// The same with that variable, which replaces one of that name.
    #[must_use]
    pub(crate) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.set_variable(name, value);
        self
    }

    fn set_variable(&mut self, name: &str, value: &str) {
        match self.variables.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.variables.push((name.to_owned(), value.to_owned())),
        }
    }
}

impl FromStr for Command {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Command {
    type Error = String;

    /// The error is the end of a sentence, as the reader of an operation's input expects it.
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| said(&error))
    }
}

/// What the error says with its hint, without the last full stop.
fn said(error: &Error) -> String {
    let hint = error.hint.as_deref().unwrap_or_default();
    let says = format!("{} {hint}", error.message);
    says.trim_end().trim_end_matches('.').to_owned()
}

/// Without the values of keys.
impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Command({})", self.redacted_text())
    }
}
