//! The programs that a command may start.

use operation::{Error, Result};

use super::{Kind, install, instead, ollama, python};

/// What a command starts, and with which arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// A program, by its base name.
    Program(&'a str, &'a [String]),
    /// A module of Python.
    Module(&'a str, &'a [String]),
    /// A script file, run by Python, Node or npx.
    Script(&'a str, &'a [String]),
}

impl<'a> Entry<'a> {
    /// What the words start, as far as can be told; they may be of a program that nobody checked.
    pub(super) fn of(words: &'a [String]) -> Self {
        let Some((program, arguments)) = words.split_first() else {
            return Self::Program("", &[]);
        };
        match base(program) {
            name if python::is_python(name) => python::entry(name, arguments),
            name @ ("node" | "npx") => {
                let script = arguments.iter().position(|word| !word.starts_with('-'));
                let at = script.unwrap_or(arguments.len());
                match arguments.get(at..).and_then(<[String]>::split_first) {
                    Some((script, rest)) => Self::Script(script, rest),
                    None => Self::Program(name, arguments),
                }
            }
            name => Self::Program(name, arguments),
        }
    }
}

/// The last part of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Refuses what may not be started.
pub(super) fn check(words: &[String]) -> Result<()> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(
            Error::bad_input("The command only sets variables and starts nothing.")
                .hint("Write the program behind them, such as `vllm serve …`."),
        );
    };
    let name = base(program);
    let known = match name {
        "vllm" | "sglang" | "lmdeploy" | "llama-server" | "llama_server" | "llama.cpp" => Ok(()),
        "ollama" => ollama::check(arguments),
        "node" => node(arguments),
        "npx" => npx(arguments),
        name if python::is_python(name) => python::check(arguments),
        name if install::is_pip(name) => install::check(arguments),
        name => return Err(unknown(name)),
    };
    if program.contains('/') && !program.starts_with('/') && !program.starts_with("~/") {
        return Err(
            Error::bad_input(format!("`{program}` is a path from nowhere in particular."))
                .hint("Give the absolute path of the program, or one from `~/`."),
        );
    }
    known
}

/// What a command with these words is for.
pub(super) fn kind(words: &[String]) -> Kind {
    match Entry::of(words) {
        Entry::Program(name, _) if install::is_pip(name) => Kind::Install,
        Entry::Module("pip", _) => Kind::Install,
        Entry::Program("ollama", [action, ..]) if action == "pull" => Kind::Download,
        _ => Kind::Serve,
    }
}

fn unknown(name: &str) -> Error {
    let refused = Error::bad_input(format!(
        "`{name}` is none of the programs that may be started."
    ));
    refused.hint(instead::of(Some(name)).unwrap_or(
        "Start one of vllm, sglang, lmdeploy, llama-server, ollama, python3, node, npx, by name or by absolute path.",
    ))
}

/// Node runs script files alone: `-e`, `-p` and `-r` are other ways to bring code in.
fn node(arguments: &[String]) -> Result<()> {
    let script = |word: &String| {
        let is_file = [".js", ".mjs", ".cjs"]
            .iter()
            .any(|end| word.ends_with(end));
        is_file && !word.starts_with('-')
    };
    match arguments.first() {
        Some(word) if script(word) => Ok(()),
        _ => Err(Error::bad_input("`node` may run a script file only.")
            .hint("Write `node /path/server.js`, options of Node left out.")),
    }
}

/// The packages that npx may run.
const NPX: [&str; 2] = ["http-server", "node-llama-cpp"];

fn npx(arguments: &[String]) -> Result<()> {
    let mut words = arguments.iter().map(String::as_str);
    let package = words.find(|word| !["-y", "--yes", "--no-install", "--no"].contains(word));
    match package {
        Some(package) if NPX.contains(&package) => Ok(()),
        _ => Err(
            Error::bad_input("`npx` may run listed packages only, without a version.")
                .hint(format!("Listed are {}.", NPX.join(" and "))),
        ),
    }
}
