//! Python: a listed module, or a script file.

use operation::{Error, Result};

use super::install;
use super::program::{Entry, base};

/// Options of the interpreter that load nothing.
const HARMLESS: [&str; 8] = ["-u", "-B", "-O", "-OO", "-E", "-I", "-P", "-s"];

/// Packages with servers: the module itself and those inside may be run.
const PACKAGES: [&str; 7] = [
    "llama_cpp",
    "lmdeploy",
    "mlx_lm",
    "mlx_vlm",
    "sglang",
    "transformers",
    "vllm",
];

/// Modules that may be run, and nothing inside them.
const MODULES: [&str; 1] = ["http.server"];

/// `python`, `python3`, `python3.12`.
pub(super) fn is_python(name: &str) -> bool {
    let version = name.strip_prefix("python3.");
    name == "python"
        || name == "python3"
        || version.is_some_and(|minor| {
            (1..=2).contains(&minor.len()) && minor.chars().all(|c| c.is_ascii_digit())
        })
}

/// What the interpreter runs, options skipped.
pub(super) fn entry<'a>(name: &'a str, arguments: &'a [String]) -> Entry<'a> {
    let mut rest = arguments;
    while let Some((word, after)) = rest.split_first() {
        match (word.as_str(), after.split_first()) {
            ("-m", Some((module, arguments))) => return Entry::Module(module, arguments),
            ("-X" | "-W", Some((_, arguments))) => rest = arguments,
            ("-c" | "-m" | "-", _) => break,
            (option, _) if option.starts_with('-') => rest = after,
            // The program that pip or conda made for a package is a script, and is called what it is.
            (script, _) if !script.ends_with(".py") => return Entry::Program(base(script), after),
            (script, _) => return Entry::Script(script, after),
        }
    }
    Entry::Program(name, arguments)
}

/// Refuses what is neither a listed module nor a script file.
pub(super) fn check(arguments: &[String]) -> Result<()> {
    let options = arguments
        .iter()
        .take_while(|word| HARMLESS.contains(&word.as_str()))
        .count();
    let rest = arguments.get(options..).unwrap_or_default();
    match rest.split_first() {
        Some((word, after)) if word == "-m" => module(after),
        Some((word, _)) if !word.starts_with('-') && word.ends_with(".py") => Ok(()),
        Some((word, _)) if word == "-c" || word == "-" => Err(Error::bad_input(
            "Python may not be given its program in the command.",
        )
        .hint("Put it into a file on that machine and write `python3 /path/name.py`.")),
        Some((word, _)) if word.starts_with('-') => Err(Error::bad_input(format!(
            "`{word}` is none of the interpreter's options that may be used ({}).",
            HARMLESS.join(", ")
        ))
        .hint("Write `python3 -m MODULE …` or `python3 /path/name.py …`; options of the module come behind it.")),
        Some((word, _)) => Err(Error::bad_input(format!("`{word}` is no Python script: it does not end in `.py`."))
            .hint("Write `python3 -m MODULE …` or `python3 /path/name.py …`; start another program by its own path.")),
        None => Err(Error::bad_input("Python is told nothing to run.")
            .hint("Write `python3 -m MODULE …` or `python3 /path/name.py …`.")),
    }
}

fn module(words: &[String]) -> Result<()> {
    let Some((module, arguments)) = words.split_first() else {
        return Err(Error::bad_input("`-m` lacks the module.")
            .hint("Write, for example, `python3 -m sglang.launch_server …`."));
    };
    if module == "pip" {
        return install::check(arguments);
    }
    let package = module.split('.').next().unwrap_or_default();
    let is_path = module
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    if MODULES.contains(&module.as_str()) || (is_path && PACKAGES.contains(&package)) {
        return Ok(());
    }
    Err(Error::bad_input(format!(
        "`{module}` is none of the modules that may be run."
    ))
    .hint(format!(
        "Run one of the packages {}, or {}, or a script file: `python3 /path/name.py`.",
        PACKAGES.join(", "),
        MODULES.join(", ")
    )))
}
