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
        let mut text = self.function();
        text.push_str(&self.call());
        text.push_str(" </dev/null; exit $?\n");
        text.into_bytes()
    }

    /// The same for a script that is followed while it runs: it ends when its shell's input does.
    pub(crate) fn followed(&self) -> Vec<u8> {
        format!(
            "{}odysseus_call() {{\n{}\n}}\n{FOLLOWED}",
            self.function(),
            self.call()
        )
        .into_bytes()
    }

    fn function(&self) -> String {
        format!("odysseus() {{\n{}\n}}\n", self.parts.join("\n"))
    }

    fn call(&self) -> String {
        let words = self.words.iter().map(|word| format!(" {}", quoted(word)));
        format!("odysseus{}", words.collect::<String>())
    }
}

/// Runs `odysseus_call` until it ends or the shell's input does.
const FOLLOWED: &str = include_str!("followed.sh");

/// The word in single quotes, as POSIX shells read them (2.2.2): nothing in them is special but the quote
/// itself.
pub(crate) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\0', "").replace('\'', r"'\''"))
}
