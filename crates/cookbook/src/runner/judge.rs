//! What a machine's answer means for a launch: impossible, in words, or possible with warnings.

use operation::Error;

use super::preflight::{Model, Port, Preflight, Question};

/// Below this the disk is called nearly full, whatever is launched.
const LITTLE: u64 = 1 << 30;
/// What a model that has to be downloaded may easily take, where its size is not known.
const MODEL: u64 = 20 << 30;

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

    fn warnings(&self, question: &Question<'_>, called: &str) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.shell_silent {
            warnings.push(format!(
                "The login shell of {} on {called} did not tell its PATH within 3 s; the usual directories are searched instead.",
                self.user
            ));
        }
        if let (Port::Unknown, Some(port)) = (&self.port, question.port) {
            warnings.push(format!(
                "Whether port {port} is free on {called} could not be told."
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
        let needed = question
            .needed_bytes
            .unwrap_or(if downloaded { MODEL } else { LITTLE });
        if let Some(free) = self.free_bytes.filter(|&free| free < needed) {
            let wanted = match question.needed_bytes {
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

/// A machine without tmux.
pub(super) fn no_tmux(called: &str) -> Error {
    Error::conflict(format!(
        "tmux is not installed on {called}; programs run in it, so that they outlive Odysseus."
    ))
    .hint("Install it there, for example with `apt install tmux` or `brew install tmux`.")
}

/// In GB as disks are sold.
fn size(bytes: u64) -> String {
    format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10)
}
