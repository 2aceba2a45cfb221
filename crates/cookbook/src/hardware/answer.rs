//! Reads what `host.sh` answers. Lines that are none of it are passed over: total on any bytes.

use std::collections::BTreeMap;

/// The lines of an answer, by their first word.
#[derive(Debug, Default)]
pub(super) struct Answer {
    lines: Vec<(String, String)>,
    /// What the programs that were asked said, by name.
    programs: BTreeMap<String, Said>,
}

/// What a program said.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Said {
    /// Its exit status; none when it took too long.
    pub(super) status: Option<i32>,
    pub(super) out: Vec<String>,
    pub(super) err: Vec<String>,
}

impl Answer {
    pub(super) fn read(answer: &[u8]) -> Self {
        let mut read = Self::default();
        let mut current = None;
        for line in String::from_utf8_lossy(answer).lines() {
            let (word, rest) = line.split_once('\t').unwrap_or((line, ""));
            match (word, &current) {
                ("answer", _) => {
                    let (name, status) = rest.split_once('\t').unwrap_or((rest, ""));
                    let said = Said {
                        status: status.parse().ok(),
                        ..Said::default()
                    };
                    read.programs.insert(name.to_owned(), said);
                    current = Some(name.to_owned());
                }
                ("out" | "err", Some(name)) => {
                    if let Some(said) = read.programs.get_mut(name) {
                        if word == "out" {
                            &mut said.out
                        } else {
                            &mut said.err
                        }
                        .push(rest.to_owned());
                    }
                }
                _ => read.lines.push((word.to_owned(), rest.to_owned())),
            }
        }
        read
    }

    /// What follows the first line's word.
    pub(super) fn value(&self, word: &str) -> Option<&str> {
        let mut lines = self.lines();
        let (_, value) = lines.find(|(of, _)| *of == word)?;
        Some(value).filter(|value| !value.is_empty())
    }

    /// What follows the word in every line that begins with it.
    pub(super) fn values<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines()
            .filter_map(move |(of, rest)| (of == word).then_some(rest))
    }

    /// All lines, in their order.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines
            .iter()
            .map(|(word, rest)| (word.as_str(), rest.as_str()))
    }

    /// What that program said, if it was asked.
    pub(super) fn program(&self, name: &str) -> Option<&Said> {
        self.programs.get(name)
    }

    /// Whether the script came to its end.
    pub(super) fn is_complete(&self) -> bool {
        self.lines.last().is_some_and(|(word, _)| word == "end")
    }
}
