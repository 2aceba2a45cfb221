//! Where a program is looked for: nowhere in particular, in a Python virtual environment, in a conda environment.

use operation::{Error, Result};
use serde::{Deserialize, Serialize};

use super::words;

/// An environment on a machine. Paths are absolute or begin with `~/`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Environment {
    /// As the person's shell finds programs.
    #[default]
    None,
    /// The directory of a virtual environment.
    Venv(String),
    /// The name or the directory of a conda environment.
    Conda(String),
}

impl Environment {
    /// The virtual environment in that directory, or the one that has that `bin/activate`.
    pub(crate) fn venv(path: &str) -> Result<Self> {
        let path = path.trim().trim_end_matches('/');
        let path = path.strip_suffix("/bin/activate").unwrap_or(path);
        let path = path.strip_suffix("/bin").unwrap_or(path);
        if is_path(path) {
            return Ok(Self::Venv(path.to_owned()));
        }
        Err(
            Error::bad_input("The virtual environment's path is missing or not absolute.")
                .hint("Give its directory, such as `/opt/venv` or `~/venv`."),
        )
    }

    /// The conda environment of that name, or in that directory.
    pub(crate) fn conda(name: &str) -> Result<Self> {
        let name = name.trim().trim_end_matches('/');
        let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
            && name.len() <= 100;
        if is_name || is_path(name) {
            return Ok(Self::Conda(name.to_owned()));
        }
        Err(
            Error::bad_input("The conda environment's name is missing or none.")
                .hint("Give its name (letters, digits, `.`, `_`, `-`) or its absolute path."),
        )
    }

    /// Its kind and its path or name, as they are stored and as scripts are told.
    pub(crate) fn stored(&self) -> (&'static str, String) {
        match self {
            Self::None => ("none", String::new()),
            Self::Venv(path) => ("venv", path.clone()),
            Self::Conda(name) => ("conda", name.clone()),
        }
    }

    /// Its directory, where that is known without asking the machine.
    pub(crate) fn directory(&self) -> Option<&str> {
        match self {
            Self::Venv(path) => Some(path),
            Self::Conda(path) if is_path(path) => Some(path),
            Self::Conda(_) | Self::None => None,
        }
    }

    /// Reads what people put before a command to enter an environment. Nothing is the person's shell.
    ///
    /// # Errors
    /// It is none of the known ways, for the field `env_prefix`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        Self::read(text.trim()).map_err(|error| error.field("env_prefix"))
    }

    fn read(text: &str) -> Result<Self> {
        let text = text.trim_end_matches([';', '&', ' ']);
        if text.is_empty() {
            return Ok(Self::None);
        }
        if text.starts_with('&') || text.contains(['\\']) {
            return Err(Error::bad_input("Windows is not supported.")
                .hint("Use WSL there, and add it as a Linux server with `source /path/venv/bin/activate`."));
        }
        let (hook, last) = match text.rsplit_once("&&") {
            Some((hook, last)) => (Some(hook.trim()), last.trim()),
            None => (None, text),
        };
        let words = words::split(last)?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match (hook, words.as_slice()) {
            (None, ["source" | ".", path]) if path.ends_with("/bin/activate") => Self::venv(path),
            (None | Some(r#"eval "$(conda shell.bash hook)""#), ["conda", "activate", name]) => {
                Self::conda(name)
            }
            (Some(hook), ["conda", "activate", name]) => Self::conda_of(hook, name),
            _ => Err(unknown()),
        }
    }

    /// The environment of an installation of conda, whose own script is sourced first.
    fn conda_of(hook: &str, name: &str) -> Result<Self> {
        let words = words::split(hook)?;
        let script = match words.as_slice() {
            [source, script] if source == "source" || source == "." => script,
            _ => return Err(unknown()),
        };
        let home = script
            .strip_suffix("/etc/profile.d/conda.sh")
            .ok_or_else(unknown)?;
        match (Self::conda(name)?, name) {
            (_, "base") => Self::conda(home),
            (Self::Conda(name), _) if !is_path(&name) => {
                Self::conda(&format!("{home}/envs/{name}"))
            }
            (environment, _) => Ok(environment),
        }
    }
}

fn unknown() -> Error {
    Error::bad_input("The environment's prefix is none of the known ones.").hint(
        "Write `source /path/venv/bin/activate` or `conda activate NAME`, or leave it out; the command itself belongs into \
         `cmd`.",
    )
}

/// Whether it is an absolute path, or one from the home directory, that can be read.
fn is_path(path: &str) -> bool {
    let starts = path.starts_with('/') || path.starts_with("~/");
    starts && path.len() <= 1024 && !path.chars().any(char::is_control)
}
