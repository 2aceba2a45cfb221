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
        let known = secrets(original.as_ref().map_or(&[], Self::words));
        let given = secrets(&self.words);
        let mut lacking = None;
        let mut seen: Vec<String> = Vec::new();
        self.words = each_secret(self.words, |flag, value| {
            let at = seen.iter().filter(|name| *name == flag).count();
            seen.push(flag.to_owned());
            if value != HIDDEN {
                return value.to_owned();
            }
            let secret = secret_at(&given, &known, flag, at);
            if secret.is_none() {
                lacking = Some(lost(flag));
            }
            secret.unwrap_or_default()
        });
        if let Some(error) = lacking {
            return Err(error);
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

/// A flag for secrets, as it is known, and the value given with it.
type Secret = (String, String);

/// The secret that was shown as the flag's value number `at`. As many values as before stand where they stood; of fewer or
/// more, those that are hidden are all the old ones in their order, or nobody can know which they are.
fn secret_at(given: &[Secret], known: &[Secret], flag: &str, at: usize) -> Option<String> {
    let of = |secrets: &[Secret]| -> Vec<String> {
        let of_flag = secrets.iter().filter(|(name, _)| name == flag);
        of_flag.map(|(_, value)| value.clone()).collect()
    };
    let (given, known) = (of(given), of(known));
    let before = given.iter().take(at).filter(|value| *value == HIDDEN);
    let hidden = given.iter().filter(|value| *value == HIDDEN).count();
    let place = match (given.len() == known.len(), hidden == known.len()) {
        (true, _) => at,
        (false, true) => before.count(),
        (false, false) => return None,
    };
    known.get(place).cloned()
}

/// All secrets in these words.
fn secrets(words: &[String]) -> Vec<Secret> {
    let mut found = Vec::new();
    each_secret(words.to_vec(), |flag, value| {
        found.push((flag.to_owned(), value.to_owned()));
        value.to_owned()
    });
    found
}

fn hide(words: Vec<String>) -> Vec<String> {
    each_secret(words, |_, _| HIDDEN.to_owned())
}

/// Puts what `replace` makes of a flag and its value in place of each secret: the word behind each flag for one; keys may
/// be several, up to the next flag.
fn each_secret(words: Vec<String>, mut replace: impl FnMut(&str, &str) -> String) -> Vec<String> {
    // The flag that the next word may belong to, and whether it does whatever that looks like.
    let (mut flag, mut surely): (Option<String>, bool) = (None, false);
    let mut one = |word: String| {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.as_str(), None),
        };
        let known = match name {
            "-hft" => "--hf-token".to_owned(),
            name => name.replace('_', "-"),
        };
        let is_flag = FLAGS.contains(&known.as_str());
        let before = flag.take();
        let replaced = match (value, &before) {
            (Some(value), _) if is_flag || VARIABLES.contains(&name) => {
                format!("{name}={}", replace(&known, value))
            }
            (_, Some(before)) if surely || !word.starts_with('-') => replace(before, &word),
            _ => word.clone(),
        };
        (flag, surely) = match value {
            None if is_flag => (Some(known), true),
            _ => {
                let several = |flag: &String| flag.starts_with("--api-key");
                (
                    before.filter(several).filter(|_| !word.starts_with('-')),
                    false,
                )
            }
        };
        replaced
    };
    words.into_iter().map(&mut one).collect()
}
