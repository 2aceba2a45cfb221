//! Commands without the values of keys, as they are shown and logged.

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
        hidden.text().replace(&words::quoted(HIDDEN), HIDDEN)
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

/// Hides the word behind each flag for a secret; keys may be several, up to the next flag.
fn hide(words: Vec<String>) -> Vec<String> {
    // Whether the next word is a secret unless it is a flag, and whether it is one whatever it looks like.
    let (mut secret, mut surely) = (false, false);
    let hide_word = |word: String| {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.as_str(), None),
        };
        let is_flag = FLAGS.contains(&name.replace('_', "-").as_str());
        let hidden = match value {
            Some(_) if is_flag || VARIABLES.contains(&name) => format!("{name}={HIDDEN}"),
            _ if surely || (secret && !word.starts_with('-')) => HIDDEN.to_owned(),
            _ => word.clone(),
        };
        (secret, surely) = match value {
            None if is_flag => (name.starts_with("--api-key"), true),
            _ => (secret && !word.starts_with('-'), false),
        };
        hidden
    };
    words.into_iter().map(hide_word).collect()
}
