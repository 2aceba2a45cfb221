//! What may help: changes of the command, or things that only a person can do.

use operation::Result;

use super::edit;
pub(super) use super::knob::Knob;
use super::pattern::Taken;
use super::{Facts, Suggestion};
use crate::command::{Command, Engine};

/// A change, as the table names it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// A shorter context: the length that the log names, else half of what it was.
    Shorter,
    /// A context that holds what the log says is needed.
    Longer,
    /// A little more of it.
    More(Knob),
    /// A little less of a share.
    Less(Knob),
    /// Half of a number.
    Fewer(Knob),
    /// Only one.
    One(Knob),
    /// As many GPUs as there are.
    AllGpus,
    /// Sets a switch.
    Switch(Knob),
    Set(&'static str, &'static str),
    /// Sets a flag to the word of that name in the log.
    Named(&'static str, &'static str),
    /// The same, with a value where the log names none.
    NamedOr(&'static str, &'static str, &'static str),
    Remove(&'static str),
    /// Removes the flag that the log names.
    RemoveNamed,
    /// Spells the flag that the log names as the engine does.
    Rename,
    /// Takes the allowed value that is most like the one given.
    Nearest,
    Variable(&'static str, &'static str),
    NextPort,
    /// A port that any user may listen on.
    HighPort,
    Install(&'static str),
    Upgrade(&'static str),
    Reinstall(&'static str),
    CheckEnvironment,
    Open(&'static str, &'static str),
    OpenModel,
    SetToken,
    Download,
    OtherModel(&'static str),
    OtherEngine(&'static str),
    OtherHost,
    ClearGpus,
    FreeGpu,
    FreeDisk,
    SeeTasks,
    Note(&'static str, &'static str),
}

/// What the changes are made from.
pub(super) struct Ground<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) taken: &'a Taken,
    /// The line that names the cause.
    pub(super) line: &'a str,
}

impl Ground<'_> {
    pub(super) fn engine(&self) -> Engine {
        self.facts.command.map_or(Engine::Other, Command::engine)
    }

    /// What a change comes to here; none where it does not apply.
    pub(super) fn suggestion(&self, change: Change) -> Option<Suggestion> {
        match change {
            Change::Shorter => self.shorter(),
            Change::Longer => self.longer(),
            Change::More(Knob::Parallel) => self.parallel(|now| now.saturating_mul(2)),
            Change::More(knob) => {
                self.share(knob, 0.05, "Then more memory is left for the KV cache.")
            }
            Change::Less(knob) => {
                self.share(knob, -0.1, "Then less of the GPU's memory is reserved.")
            }
            Change::Fewer(Knob::Parallel) => {
                let most = self.facts.gpus.map_or(u32::MAX, |gpus| gpus + 1);
                self.parallel(|now| edit::previous_power(now.min(most)))
            }
            Change::Fewer(knob) => self.fewer(knob),
            Change::One(Knob::Parallel) => self.parallel(|_| 1),
            Change::One(knob) => self.fewer(knob),
            Change::AllGpus => {
                // Models are divided evenly by powers of two.
                let gpus = self.facts.gpus.filter(|gpus| *gpus > 0);
                self.parallel(|now| match gpus {
                    Some(gpus) if gpus >= now => now,
                    Some(gpus) => edit::previous_power(gpus + 1),
                    None => edit::previous_power(now),
                })
            }
            Change::Switch(knob) => {
                let flag = knob.flags(self.engine()).first()?;
                self.edited(|command| command.with_flag(flag, None), flag, knob.why())
            }
            Change::Set("--host", value) if self.engine() == Engine::Ollama => {
                let place = format!("{value}:{}", self.facts.command?.port()?);
                self.edited(
                    |command| command.with_variable("OLLAMA_HOST", &place),
                    &format!("OLLAMA_HOST={place}"),
                    "It works on most machines.",
                )
            }
            Change::Set(flag, value) => {
                let flag = self.own_flag(flag)?;
                self.set(flag, value, "It works on most machines.")
            }
            Change::Named(flag, name) => {
                let flag = self.own_flag(flag)?;
                self.set(flag, self.taken.get(name)?, "It is what the log names.")
            }
            Change::NamedOr(flag, name, otherwise) => {
                let flag = self.own_flag(flag)?;
                let value = self.taken.get(name).map_or(otherwise, String::as_str);
                self.set(flag, value, "It works on most machines.")
            }
            Change::Remove(flag) => self.remove(flag, "The engine then decides for itself."),
            Change::RemoveNamed => self.remove(
                self.named_flag()?,
                "Without it, the engine takes its default.",
            ),
            Change::Rename => self.rename(),
            Change::Nearest => self.nearest_value(),
            Change::Variable(name, _) if !self.reads(name) => None,
            Change::Variable(name, value) => {
                let label = format!("{name}={value}");
                self.edited(
                    |command| command.with_variable(name, value),
                    &label,
                    "It is set for this command only.",
                )
            }
            Change::NextPort => self.port(self.facts.free_port),
            Change::HighPort => self.port(
                self.facts
                    .free_port
                    .filter(|port| *port >= 1024)
                    .or(Some(8000)),
            ),
            other => self.action(other),
        }
    }

    /// Whether the engine reads the variable: all of the table's are for programs in Python.
    fn reads(&self, name: &str) -> bool {
        match self.engine() {
            Engine::LlamaCpp | Engine::Ollama | Engine::HttpServer => false,
            Engine::Vllm => true,
            _ => !name.starts_with("VLLM_"),
        }
    }

    /// The flag, where the engine has it.
    fn own_flag(&self, flag: &'static str) -> Option<&'static str> {
        match (flag, self.engine()) {
            ("--host", Engine::HttpServer) => Some("--bind"),
            ("--host", Engine::Lmdeploy) => Some("--server-name"),
            ("--host", Engine::Ollama) => None,
            ("--host", _) => Some(flag),
            ("--swap-space", _) => self.facts.command?.flag(flag).and(Some(flag)),
            (_, Engine::Vllm | Engine::Sglang) => Some(flag),
            _ => None,
        }
    }

    pub(super) fn set(&self, flag: &str, value: &str, why: &str) -> Option<Suggestion> {
        self.edited(
            |command| command.with_flag(flag, Some(value)),
            &format!("{flag} {value}"),
            why,
        )
    }

    pub(super) fn remove(&self, flag: &str, why: &str) -> Option<Suggestion> {
        self.facts.command?.flag(flag)?;
        self.edited(
            |command| command.without_flag(flag),
            &format!("Without {flag}"),
            why,
        )
    }

    /// The command, changed. A change that changes nothing, or that would not be launched, is none.
    pub(super) fn edited(
        &self,
        change: impl Fn(Command) -> Command,
        label: &str,
        why: &str,
    ) -> Option<Suggestion> {
        let command = self.facts.command?;
        let text = change(command.clone()).text();
        let valid: Result<Command> = Command::parse(&text);
        (text != command.text() && valid.is_ok()).then(|| Suggestion {
            label: label.to_owned(),
            command: Some(text),
            action: None,
            why: why.to_owned(),
        })
    }
}
