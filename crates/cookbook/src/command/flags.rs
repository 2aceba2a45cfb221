//! Flags of a command: reading and editing them, whichever way they are written.
//!
//! `--flag value` and `--flag=value` are the same flag, and so are its short and long names and `_` for `-` within them,
//! which vLLM, SGLang and llama.cpp all accept.

use super::program::Entry;
use super::{Command, Engine};

/// Flags with several names, by engine (the vendors' lists of arguments).
const SAME: &[(Engine, &[&[&str]])] = &[
    (
        Engine::Vllm,
        &[
            &["--tensor-parallel-size", "-tp"],
            &["--pipeline-parallel-size", "-pp"],
            &["--data-parallel-size", "-dp"],
            &["--quantization", "-q"],
            &["--compilation-config", "-O"],
        ],
    ),
    (
        Engine::Sglang,
        &[
            &["--model-path", "--model"],
            &["--tensor-parallel-size", "--tp-size", "--tp"],
            &["--pipeline-parallel-size", "--pp-size", "--pp"],
            &["--data-parallel-size", "--dp-size", "--dp"],
            &["--expert-parallel-size", "--ep-size", "--ep"],
        ],
    ),
    (
        Engine::LlamaCpp,
        &[
            &["--model", "-m"],
            &["--model-url", "-mu"],
            &["--hf-repo", "-hf", "-hfr"],
            &["--hf-file", "-hff"],
            &["--hf-token", "-hft"],
            &["--alias", "-a"],
            &["--ctx-size", "-c"],
            &["--n-gpu-layers", "--gpu-layers", "-ngl"],
            &["--threads", "-t"],
            &["--threads-batch", "-tb"],
            &["--batch-size", "-b"],
            &["--ubatch-size", "-ub"],
            &["--predict", "--n-predict", "-n"],
            &["--parallel", "-np"],
            &["--flash-attn", "-fa"],
            &["--cache-type-k", "-ctk"],
            &["--cache-type-v", "-ctv"],
            &["--tensor-split", "-ts"],
            &["--split-mode", "-sm"],
            &["--main-gpu", "-mg"],
            &["--device", "-dev"],
            &["--override-tensor", "-ot"],
            &["--cpu-moe", "-cmoe"],
            &["--n-cpu-moe", "-ncmoe"],
            &["--mmproj", "-mm"],
            &["--model-draft", "-md"],
            &["--cont-batching", "-cb"],
            &["--embeddings", "--embedding"],
            &["--reranking", "--rerank"],
            &["--verbose", "--log-verbose", "-v"],
        ],
    ),
];

/// Flags that are followed by any number of values.
const SEVERAL: [&str; 6] = [
    "--served-model-name",
    "--lora-modules",
    "--lora-paths",
    "--api-key",
    "--api-keys",
    "--cuda-graph-bs",
];

/// Beginnings of flags that take no value.
const SWITCH_STARTS: [&str; 3] = ["--enable-", "--disable-", "--no-"];

/// Flags that take no value, besides those.
const SWITCHES: [&str; 24] = [
    "--async-scheduling",
    "--cont-batching",
    "--cpu-moe",
    "--embedding",
    "--embeddings",
    "--enforce-eager",
    "--headless",
    "--is-embedding",
    "--jinja",
    "--language-model-only",
    "--log-requests",
    "--metrics",
    "--mlock",
    "--nowebui",
    "--offline",
    "--props",
    "--rerank",
    "--reranking",
    "--skip-tokenizer-init",
    "--slots",
    "--swa-full",
    "--trust-remote-code",
    "--verbose",
    "--webui",
];

/// One place where a flag is given.
struct Given {
    /// The index of the flag's word.
    at: usize,
    /// How many words behind it are its values.
    values: usize,
}

impl Command {
    /// The flag's value: empty when it is there without one, none when it is not there. The last one counts, as it does
    /// for every engine.
    pub(crate) fn flag(&self, name: &str) -> Option<&str> {
        let given = self.given(name).pop()?;
        match self.words.get(given.at)?.split_once('=') {
            Some((_, value)) => Some(value),
            None if given.values == 0 => Some(""),
            None => self.words.get(given.at + 1).map(String::as_str),
        }
    }

    /// The same with that flag set to that value, where it stands if it is there and at the end if not. Without a value
    /// it is a switch, which is left alone where it is there.
    ///
    /// The value must be one that a command may have: one line, and neither backticks nor `$(` nor `${`.
    #[must_use]
    pub(crate) fn with_flag(mut self, name: &str, value: Option<&str>) -> Self {
        let mut given = self.given(name);
        let Some(last) = given.pop() else {
            match value {
                // It would be read as a flag of its own.
                Some(value) if is_flag(value) => self.words.push(format!("{name}={value}")),
                value => {
                    self.words.push(name.to_owned());
                    self.words.extend(value.map(str::to_owned));
                }
            }
            return self;
        };
        let Some(value) = value else {
            return self;
        };
        if let Some(word) = self.words.get_mut(last.at) {
            let values = last.at + 1..last.at + 1 + last.values;
            if word.contains('=') || is_flag(value) {
                *word = format!("{}={value}", flag_name(word));
                self.words.drain(values);
            } else {
                self.words.splice(values, [value.to_owned()]);
            }
        }
        for earlier in given.into_iter().rev() {
            self.remove(&earlier);
        }
        self
    }

    /// The same without that flag and its values.
    #[must_use]
    pub(crate) fn without_flag(mut self, name: &str) -> Self {
        for given in self.given(name).into_iter().rev() {
            self.remove(&given);
        }
        self
    }

    fn remove(&mut self, given: &Given) {
        self.words.drain(given.at..given.at + 1 + given.values);
    }

    /// The arguments that belong to no flag, with subcommands such as `serve` among them, and their indices.
    pub(super) fn positional(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut at = self.first_argument();
        std::iter::from_fn(move || {
            loop {
                let word = self.words.get(at)?;
                at += 1;
                if !is_flag(word) {
                    return Some((at - 1, word.as_str()));
                }
                at += self.values_behind(word, at);
            }
        })
    }

    fn given(&self, name: &str) -> Vec<Given> {
        let engine = self.engine();
        let words = self.words.iter().enumerate().skip(self.first_argument());
        words
            .filter(|(_, word)| is_flag(word) && same(engine, flag_name(word), name))
            .map(|(at, word)| Given {
                at,
                values: self.values_behind(word, at + 1),
            })
            .collect()
    }

    /// How many of the words from `at` on are values of the flag.
    fn values_behind(&self, flag: &str, at: usize) -> usize {
        let name = normal(flag);
        let is_switch = SWITCHES.contains(&name.as_str())
            || SWITCH_STARTS.iter().any(|start| name.starts_with(start));
        let most = match name.as_str() {
            _ if flag.contains('=') || is_switch => 0,
            name if SEVERAL.contains(&name) => usize::MAX,
            _ => 1,
        };
        let behind = self.words.iter().skip(at);
        behind.take(most).take_while(|word| !is_flag(word)).count()
    }

    /// The index of the first word behind the program, module or script.
    fn first_argument(&self) -> usize {
        let (Entry::Program(_, rest) | Entry::Module(_, rest) | Entry::Script(_, rest)) =
            Entry::of(&self.words);
        self.words.len() - rest.len()
    }
}

/// Whether the word is a flag, and not a value: negative numbers are values.
fn is_flag(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|c: char| c == '-' || c.is_ascii_alphabetic()))
}

/// The flag without its value.
fn flag_name(word: &str) -> &str {
    word.split_once('=').map_or(word, |(name, _)| name)
}

/// The flag's name as it is compared.
fn normal(word: &str) -> String {
    let name = flag_name(word);
    match name.starts_with("--") {
        true => name.replace('_', "-"),
        false => name.to_owned(),
    }
}

/// Whether two names are of one flag.
fn same(engine: Engine, one: &str, other: &str) -> bool {
    let (one, other) = (normal(one), normal(other));
    let groups = SAME
        .iter()
        .filter(|(of, _)| *of == engine)
        .flat_map(|(_, groups)| *groups);
    one == other
        || groups
            .into_iter()
            .any(|names| names.contains(&one.as_str()) && names.contains(&other.as_str()))
}
