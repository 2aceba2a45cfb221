//! A script with its words, as text for the standard input of `sh`.

/// A fixed script, and the words that it gets as `$1`, `$2`, …
#[derive(Debug, Clone)]
pub(crate) struct Script {
    parts: Vec<&'static str>,
    words: Vec<String>,
}

impl Script {
    /// The script, without words. It may use `return N` to end with a status.
    pub(crate) fn new(text: &'static str) -> Self {
        Self {
            parts: vec![text],
            words: Vec::new(),
        }
    }

    /// Defines what `functions` defines before the script.
    #[must_use]
    pub(crate) fn with(mut self, functions: &'static str) -> Self {
        self.parts.insert(self.parts.len() - 1, functions);
        self
    }

    /// Adds a word. It may contain anything but NUL, which no program can be given.
    #[must_use]
    pub(crate) fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// Adds several words.
    #[must_use]
    pub(crate) fn words<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.words.extend(words.into_iter().map(Into::into));
        self
    }

    /// What `sh -s` reads. The whole is one compound command, parsed before its first line runs, so that a
    /// program which the script starts cannot read the rest of it as its own input.
    pub(crate) fn text(&self) -> Vec<u8> {
        let mut text = String::from("odysseus() {\n");
        for part in &self.parts {
            text.push_str(part);
            text.push('\n');
        }
        text.push_str("}\nodysseus");
        for word in &self.words {
            text.push(' ');
            text.push_str(&quoted(word));
        }
        text.push_str(" </dev/null; exit $?\n");
        text.into_bytes()
    }
}

/// The word in single quotes, as POSIX shells read them (2.2.2): nothing in them is special but the quote
/// itself.
pub(crate) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\0', "").replace('\'', r"'\''"))
}
