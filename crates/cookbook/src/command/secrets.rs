//! Commands without the values of keys, as they are shown and logged.

use operation::{Error, Result};

use super::{Command, words};

/// Flags whose values are secrets.
const FLAGS: [&str; 6] = [
    "--api-key",
    "--api-keys",
    "--admin-api-key",
    "--hf-token",
    "-hft",
    "--ssl-keyfile-password",
];

/// Variables whose values are secrets.
const VARIABLES: [&str; 2] = ["VLLM_API_KEY", "LLAMA_API_KEY"];

/// What stands in place of a secret.
const HIDDEN: &str = "***";

impl Command {
    /// The command as text with `***` for the values of keys. It is to be read, not to be launched.
    pub(crate) fn redacted_text(&self) -> String {
        let mut hidden = self.clone();
        for (name, value) in &mut hidden.variables {
            if VARIABLES.contains(&name.as_str()) {
                HIDDEN.clone_into(value);
            }
        }
        hidden.words = hide(hidden.words);
        hidden.written(|word| match word.strip_suffix(HIDDEN) {
            Some("") => HIDDEN.to_owned(),
            Some(flag) => format!("{}{HIDDEN}", words::quoted(flag)),
            None => words::quoted(word),
        })
    }

    /// The same with the keys of `original` where this one, which was made from what was shown of it, has `***`.
    ///
    /// # Errors
    /// `***` stands where the original has no key, for the field `cmd`.
    pub(crate) fn with_secrets_of(mut self, original: &str) -> Result<Self> {
        let original = Self::parse(original).ok();
        let variable = |name| {
            original
                .as_ref()
                .and_then(|original| original.variable(name))
        };
        for (name, value) in &mut self.variables {
            if value == HIDDEN {
                *value = variable(name).ok_or_else(|| lost(name))?.to_owned();
            }
        }
        for flag in FLAGS {
            if self.flag(flag) == Some(HIDDEN) {
                let known = original.as_ref().and_then(|original| original.flag(flag));
                let value = known.ok_or_else(|| lost(flag))?.to_owned();
                self = self.with_flag(flag, Some(&value));
            }
        }
        Ok(self)
    }
}

/// Any text with a command line in it, with `***` for the values of keys. What does not read as a command is searched for
/// them word by word.
pub(crate) fn redacted(text: &str) -> String {
    match Command::parse(text) {
        Ok(command) => command.redacted_text(),
        Err(_) => {
            let words = text.split(' ').map(str::to_owned).collect();
            hide(words).join(" ")
        }
    }
}

fn lost(name: &str) -> Error {
    Error::bad_input(format!(
        "`{name}` has `***` in place of its value, which is not known here."
    ))
    .hint("Write the value, or leave it out.")
    .field("cmd")
}

/// Hides the word behind each flag for a secret; keys may be several, up to the next flag.
fn hide(words: Vec<String>) -> Vec<String> {
    // Whether the next word is a secret unless it is a flag, and whether it is one whatever it looks like.
    let (mut secret, mut surely) = (false, false);
    let hide_word = |word: String| {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.as_str(), None),
        };
        let flag = name.replace('_', "-");
        let is_flag = FLAGS.contains(&flag.as_str());
        let hidden = match value {
            Some(_) if is_flag || VARIABLES.contains(&name) => format!("{name}={HIDDEN}"),
            _ if surely || (secret && !word.starts_with('-')) => HIDDEN.to_owned(),
            _ => word.clone(),
        };
        (secret, surely) = match value {
            None if is_flag => (flag.starts_with("--api-key"), true),
            _ => (secret && !word.starts_with('-'), false),
        };
        hidden
    };
    words.into_iter().map(hide_word).collect()
}
