//! Answers of the scripts: a line for each fact, `key value`, the value being the rest of the line.

/// The facts of an answer.
pub(super) struct Answer(Vec<(String, String)>);

impl Answer {
    pub(super) fn read(stdout: &[u8]) -> Self {
        let text = String::from_utf8_lossy(stdout);
        Self(
            text.lines()
                .filter_map(|line| line.split_once(' '))
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// What is said of `key`; nothing said is none, and so is an empty value.
    pub(super) fn get<'a>(&'a self, key: &'a str) -> Option<&'a str> {
        self.all(key).next()
    }

    /// Everything that is said of `key`.
    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(name, value)| name == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn number<N: std::str::FromStr>(&self, key: &str) -> Option<N> {
        self.get(key)?.trim().parse().ok()
    }
}
