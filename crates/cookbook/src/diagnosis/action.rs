//! What may help besides another command.

use super::change::{Change, Ground};
use super::{Action, Suggestion, knob};
use crate::command::{Command, Engine};

impl Ground<'_> {
    pub(super) fn action(&self, change: Change) -> Option<Suggestion> {
        let engine = self.engine();
        let model = self.facts.command.and_then(Command::model);
        let (label, action, why) = match change {
            Change::Install(package) => {
                let package = self.filled(package)?;
                (
                    format!("Install {package}"),
                    Action::Install {
                        package,
                        upgrade: false,
                    },
                    "It goes into this server's environment.",
                )
            }
            Change::Upgrade(package) | Change::Reinstall(package) => {
                let package = self.filled(package)?;
                (
                    format!("Update {package}"),
                    Action::Install {
                        package,
                        upgrade: true,
                    },
                    "Newer versions know more models and fit each other.",
                )
            }
            Change::CheckEnvironment => (
                "Check the environment".to_owned(),
                Action::CheckEnvironment,
                "It is set for the server: none, a venv, or a conda environment.",
            ),
            Change::Open(url, label) => (
                label.to_owned(),
                Action::Open {
                    url: url.to_owned(),
                },
                "The page tells more.",
            ),
            Change::OpenModel => {
                let name = model.filter(|name| hub_name(name))?;
                (
                    "Open the model's page".to_owned(),
                    Action::Open {
                        url: format!("https://huggingface.co/{name}"),
                    },
                    "Access is asked for there.",
                )
            }
            Change::SetToken => (
                "Set a Hugging Face token".to_owned(),
                Action::SetToken,
                "It has to be of the account that was given access.",
            ),
            Change::Download => {
                let name = model.filter(|name| !name.starts_with(['/', '~', '.']))?;
                (
                    format!("Download {name} again"),
                    Action::Download {
                        model: name.to_owned(),
                    },
                    "What is whole already is not fetched twice.",
                )
            }
            Change::OtherModel(which) => (
                format!("Pick another model: {which}"),
                Action::PickModel,
                "This one does not fit.",
            ),
            Change::OtherEngine(which) => (
                format!("Use {which}"),
                Action::PickEngine,
                "This one does not fit this host or model.",
            ),
            Change::OtherHost => (
                "Use another server".to_owned(),
                Action::PickServer,
                "One with what it needs.",
            ),
            Change::ClearGpus => (
                "Clear the GPU selection".to_owned(),
                Action::ClearGpus,
                "It may name GPUs that are not there.",
            ),
            Change::FreeGpu => (
                "See what uses the GPU".to_owned(),
                Action::FreeGpu,
                "Other programs may hold its memory.",
            ),
            Change::FreeDisk => (
                "See what fills the disk".to_owned(),
                Action::FreeDisk,
                "Models that are not used can go.",
            ),
            Change::SeeTasks => (
                "See what runs there".to_owned(),
                Action::SeeTasks,
                "It may be an earlier start of the same server.",
            ),
            Change::Note(label, why) => (label.to_owned(), Action::Manual, why),
            _ => return None,
        };
        let unfit = change_unfit(change, engine);
        (!unfit).then(|| Suggestion {
            label,
            command: None,
            action: Some(action),
            why: why.to_owned(),
        })
    }

    /// A package's name: as the table has it, or taken from the log.
    fn filled(&self, package: &'static str) -> Option<String> {
        match package {
            "{engine}" => knob::package(self.engine()).map(str::to_owned),
            "{module}" => self
                .taken
                .get("module")
                .map(|module| knob::distribution(module).to_owned()),
            package => Some(package.to_owned()),
        }
    }
}

/// Ollama has no package for Python, and nobody is told to use what is used already.
fn change_unfit(change: Change, engine: Engine) -> bool {
    match change {
        Change::Install(package) | Change::Upgrade(package) => {
            package == "ollama" || (engine == Engine::Ollama && package != "{engine}")
        }
        Change::OtherEngine(which) => which == "llama.cpp" && engine == Engine::LlamaCpp,
        _ => false,
    }
}

/// Whether the name is one of the hub's: an owner and a name.
fn hub_name(name: &str) -> bool {
    !name.starts_with(['/', '~', '.']) && name.split('/').count() == 2
}
