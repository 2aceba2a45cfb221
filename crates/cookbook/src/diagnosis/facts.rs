//! What is known besides the log.

use super::table::Class;
use crate::command::{Command, Engine};

/// What is known of a task besides its log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts<'a> {
    /// What was launched.
    pub(crate) command: Option<&'a Command>,
    /// Whether it ended. While it runs there is no diagnosis.
    pub(crate) ended: bool,
    /// Its exit code, where it is known.
    pub(crate) exit_code: Option<i32>,
    /// The signal that ended it: `KILL` or `SIGKILL`.
    pub(crate) signal: Option<&'a str>,
    /// Whether the kernel ended it because memory ran out.
    pub(crate) oom: bool,
    /// Whether it was ever ready.
    pub(crate) ready: bool,
    /// How many GPUs the machine has, where it is known.
    pub(crate) gpus: Option<u32>,
    /// A port that is free there, where one was looked for.
    pub(crate) free_port: Option<u16>,
}

impl Facts<'_> {
    /// Whether there is something to explain: it ended, and not well.
    pub(super) fn failed(&self) -> bool {
        self.oom || (self.ended && (self.exit_code != Some(0) || self.signal.is_some()))
    }

    /// The signal, without `SIG`. Shells report one as 128 and its number (POSIX 2.8.2 asks for more than 128).
    pub(super) fn signal(&self) -> Option<&str> {
        match self.signal {
            Some(signal) => Some(signal.trim_start_matches("SIG")),
            None => match self.exit_code? {
                129 => Some("HUP"),
                130 => Some("INT"),
                132 => Some("ILL"),
                134 => Some("ABRT"),
                135 => Some("BUS"),
                137 => Some("KILL"),
                139 => Some("SEGV"),
                143 => Some("TERM"),
                _ => None,
            },
        }
    }

    /// Whether it was asked to end, from outside.
    pub(super) fn asked(&self) -> bool {
        matches!(self.signal(), Some("TERM" | "INT" | "HUP" | "QUIT"))
    }

    pub(super) fn engine(&self) -> Engine {
        self.command.map_or(Engine::Other, Command::engine)
    }

    /// What the way it ended tells by itself.
    pub(super) fn end(&self) -> Option<Class> {
        match self.signal() {
            Some("KILL") if self.oom => Some(Class::KilledForMemory),
            Some("KILL") => Some(Class::Killed),
            Some("ILL") => Some(Class::IllegalInstruction),
            Some("SEGV") => Some(Class::Segfault),
            Some("BUS") => Some(Class::SharedMemoryTooSmall),
            Some("ABRT") => Some(Class::Aborted),
            Some("TERM" | "INT" | "HUP" | "QUIT") => Some(Class::Terminated),
            _ if self.oom => Some(Class::KilledForMemory),
            _ => match self.exit_code? {
                127 => Some(self.program_missing()),
                126 => Some(Class::NotExecutable),
                _ => None,
            },
        }
    }

    /// The engine's own class of "it is not there".
    fn program_missing(&self) -> Class {
        match self.engine() {
            Engine::Vllm => Class::VllmMissing,
            Engine::Sglang => Class::SglangMissing,
            Engine::Ollama => Class::OllamaMissing,
            Engine::LlamaCpp | Engine::LlamaCppPython => Class::LlamaCppMissing,
            _ => Class::CommandNotFound,
        }
    }

    /// The quantization that the model's name tells, where the engine cannot run it: llama.cpp and Ollama want GGUF.
    pub(super) fn unfit_quantization(&self) -> Option<&'static str> {
        let wants_gguf = matches!(
            self.engine(),
            Engine::LlamaCpp | Engine::LlamaCppPython | Engine::Ollama
        );
        let model = self.command?.model()?.to_ascii_uppercase();
        let names = ["AWQ", "GPTQ", "FP8", "EXL2", "EXL3", "NVFP4", "BNB"];
        let name = names.into_iter().find(|name| model.contains(name));
        name.filter(|_| wants_gguf && !model.contains("GGUF"))
    }
}
