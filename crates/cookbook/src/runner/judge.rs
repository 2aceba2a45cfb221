//! What a machine's answer means for a launch: impossible, in words, or possible with warnings.

use operation::Error;

use super::preflight::{Model, Port, Preflight, Question};

/// Below this the disk is called nearly full, whatever is launched.
const LITTLE: u64 = 1 << 30;
/// What a model that has to be downloaded may easily take, where its size is not known.
const MODEL: u64 = 20 << 30;
/// Below this the disk of the logs is called nearly full.
const LITTLE_FOR_LOGS: u64 = 64 << 20;
/// What a launch writes at least: its files take a block each.
const NEEDED_FOR_LOGS: u64 = 32 << 10;

impl Preflight {
    /// What may go wrong, in words.
    ///
    /// # Errors
    /// What makes the launch impossible, with what to do about it. `called` names the machine in a sentence.
    pub(crate) fn judge(
        &self,
        question: &Question<'_>,
        called: &str,
    ) -> Result<Vec<String>, Error> {
        self.environment(question, called)?;
        self.tmux(called)?;
        self.program(question, called)?;
        self.port(question, called)?;
        self.room(called)?;
        Ok(self.warnings(question, called))
    }

    fn environment(&self, question: &Question<'_>, called: &str) -> Result<(), Error> {
        let place = question.environment_path;
        let missing = match question.environment {
            _ if self.environment_prefix.is_some() => return Ok(()),
            "venv" => Error::conflict(format!(
                "{called} has no Python virtual environment in `{place}`: there is no `{place}/bin/python`."
            ))
            .hint(format!("Give the directory that has `bin/activate`, or create it there with `python3 -m venv {place}`.")),
            "conda" => Error::conflict(format!("{called} has no conda environment `{place}`."))
                .hint("Give its directory (`conda env list` shows it), or create it there with `conda create`."),
            _ => return Ok(()),
        };
        Err(missing.field("env_prefix"))
    }

    fn tmux(&self, called: &str) -> Result<(), Error> {
        if self.tmux.is_some() {
            return Ok(());
        }
        Err(no_tmux(called))
    }

    fn program(&self, question: &Question<'_>, called: &str) -> Result<(), Error> {
        let program = question.program;
        let place = match &self.environment_prefix {
            Some(prefix) => format!("in `{prefix}/bin` or the `PATH` of {}", self.user),
            None => format!("in the `PATH` of {}", self.user),
        };
        let Some(binary) = &self.binary else {
            let (sentence, hint) = if program.contains('/') {
                (
                    format!("{called} has no program `{program}`, or it may not be executed."),
                    "Correct the path, or give the bare name to have it looked for.".to_owned(),
                )
            } else {
                (
                    format!("`{program}` was not found on {called}: it is not {place}."),
                    format!(
                        "Install `{program}` there, choose the environment that has it (in the settings of the server, or `env_prefix`), or give its absolute path."
                    ),
                )
            };
            return Err(Error::conflict(sentence).hint(hint).field("cmd"));
        };
        if let Some(interpreter) = &self.broken_interpreter {
            return Err(Error::conflict(format!(
                "`{binary}` on {called} cannot run: its interpreter `{interpreter}` does not exist. Environments break like this when they are moved, or when their Python is removed."
            ))
            .hint("Create the environment anew and install the program into it.")
            .field("cmd"));
        }
        if let (true, Some(module)) = (self.module_missing, question.module) {
            let package = module.split('.').next().unwrap_or(module);
            return Err(Error::conflict(format!("`{binary}` on {called} has no module `{package}`."))
                .hint(format!(
                    "Install `{package}` into that environment, or choose the environment that has it (in the settings of the server, or `env_prefix`)."
                ))
                .field("cmd"));
        }
        Ok(())
    }

    fn port(&self, question: &Question<'_>, called: &str) -> Result<(), Error> {
        let (Port::Taken(holder), Some(port)) = (&self.port, question.port) else {
            return Ok(());
        };
        let by = match holder {
            Some(holder) => format!("by {holder}"),
            None => "by a program of another user".to_owned(),
        };
        Err(
            Error::conflict(format!("Port {port} is taken on {called} {by}."))
                .hint("Launch with another `--port`, or stop what listens there.")
                .field("cmd"),
        )
    }

    fn room(&self, called: &str) -> Result<(), Error> {
        match self.free_for_logs {
            Some(free) if free < NEEDED_FOR_LOGS => Err(Error::conflict(format!(
                "The disk of the home directory of {called} is full: only {} are free, and nothing of a program could be noted there.",
                size(free)
            ))
            .hint("Free some room there: old logs can be removed, or models that are not used.")),
            _ => Ok(()),
        }
    }

    fn warnings(&self, question: &Question<'_>, called: &str) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.shell_silent {
            warnings.push(silent(&self.user, called));
        }
        if let (Port::Unknown, Some(port)) = (&self.port, question.port) {
            warnings.push(format!(
                "Whether port {port} is free on {called} could not be told."
            ));
        }
        if let Some(free) = self.free_for_logs.filter(|&free| free < LITTLE_FOR_LOGS) {
            warnings.push(format!(
                "Only {} are free on the disk for logs of {called}: what it writes once that is full is lost.",
                size(free)
            ));
        }
        let downloaded = match (self.model, question.model_path, question.repo_id) {
            (Model::Absent, Some(path), _) => {
                warnings.push(format!("There is no `{path}` on {called}."));
                false
            }
            (Model::Absent, None, Some(repo)) => {
                warnings.push(format!(
                    "{repo} is not in the Hugging Face cache of {called}; it will be downloaded first, which may take long."
                ));
                true
            }
            (Model::Partial, None, Some(repo)) => {
                warnings.push(format!(
                    "{repo} is only partly in the Hugging Face cache of {called}; the rest will be downloaded first."
                ));
                true
            }
            _ => false,
        };
        let needed = match question.needed_bytes {
            Some(needed) if downloaded => needed,
            None if downloaded => MODEL,
            _ => LITTLE,
        };
        if let Some(free) = self.free_bytes.filter(|&free| free < needed) {
            let wanted = match question.needed_bytes.filter(|_| downloaded) {
                Some(needed) => format!("; {} are needed", size(needed)),
                None => String::new(),
            };
            warnings.push(format!(
                "Only {} are free on the disk for models of {called}{wanted}.",
                size(free)
            ));
        }
        warnings
    }
}

/// A login shell that did not tell.
pub(super) fn silent(user: &str, called: &str) -> String {
    format!(
        "The login shell of {user} on {called} did not tell its PATH within 3 s; the usual directories are searched instead."
    )
}

/// A machine without tmux.
pub(super) fn no_tmux(called: &str) -> Error {
    Error::conflict(format!(
        "tmux is not installed on {called}; programs run in it, so that they outlive Odysseus."
    ))
    .hint("Install it there, for example with `apt install tmux` or `brew install tmux`.")
}

/// In GB as disks are sold, and little in MB or kB.
fn size(bytes: u64) -> String {
    match bytes {
        1_000_000_000.. => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
        1_000_000.. => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} kB", bytes / 1000),
    }
}
