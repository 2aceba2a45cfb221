//! Having Ollama unload a model, and making sure of it.
//!
//! `ollama run` only talks to a server, which may have been there before and outlives it: the model that it asked for stays
//! in the GPU's memory for as long as that server likes.

use std::time::Duration;

use super::answer::Answer;
use crate::command::Command;
use crate::machine::{Machine, Machines, Script, Trouble};

/// A model that a command has loaded in a server of Ollama, and where that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unload {
    /// Its host as the machine of the command knows it; an IPv6 address in brackets.
    host: String,
    port: u16,
    /// As it was asked for.
    model: String,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unloaded {
    /// It was not loaded.
    Idle,
    /// It is not loaded any more.
    Done,
    /// It is still loaded.
    Loaded,
    /// The server did not answer.
    Silent,
    /// There is no program on that machine to ask with.
    Unknown,
}

impl Unload {
    /// What the command loads in a server that is none of its own; none for every other command.
    pub(crate) fn of(command: &Command) -> Option<Self> {
        if !command.asks_a_server() {
            return None;
        }
        let model = command.model()?.to_owned();
        let host = match command.host()? {
            "0.0.0.0" | "::" => "127.0.0.1".to_owned(),
            host if host.contains(':') => format!("[{host}]"),
            host => host.to_owned(),
        };
        Some(Self {
            host,
            port: command.port()?,
            model,
        })
    }

    /// In words, for people: what became of it.
    pub(crate) fn told(&self, became: Unloaded) -> String {
        let Self { host, port, model } = self;
        let server = format!("Ollama at {host}:{port}");
        match became {
            Unloaded::Idle => format!("{server} does not have {model} loaded."),
            Unloaded::Done => format!("{server} has unloaded {model}."),
            Unloaded::Loaded => format!(
                "{server} still has {model} loaded: another program may be using it just now"
            ),
            Unloaded::Silent => {
                format!("{server} does not answer; if it runs, {model} may still be loaded there.")
            }
            Unloaded::Unknown => format!(
                "Whether {server} has {model} loaded is not known: that machine has neither curl nor wget to ask with."
            ),
        }
    }
}

/// Has it unloaded, for at most `limit`.
///
/// # Errors
/// The machine could not be asked.
pub(crate) async fn unload(
    machines: &Machines,
    machine: &Machine,
    session: &str,
    unload: &Unload,
    limit: Duration,
) -> Result<Unloaded, Trouble> {
    let request = serde_json::json!({ "model": unload.model, "keep_alive": 0, "stream": false });
    let script = Script::new(include_str!("unload.sh"))
        .with(include_str!("time.sh"))
        .with(super::LIMITED)
        .word(&unload.host)
        .word(unload.port.to_string())
        .word(listed(&unload.model))
        .word(request.to_string())
        .word(session)
        .word(limit.as_secs().to_string());
    let reply = machines.run(machine, &script, limit).await?;
    Ok(match Answer::read(&reply.stdout).get("model") {
        Some("idle") => Unloaded::Idle,
        Some("unloaded") => Unloaded::Done,
        Some("loaded") => Unloaded::Loaded,
        Some("unknown") => Unloaded::Unknown,
        _ => Unloaded::Silent,
    })
}

/// The name as the server's list has it, in small letters: with its tag, and without what is usual (Ollama
/// `types/model`, `Name.DisplayShortest`).
fn listed(model: &str) -> String {
    let name = model.to_ascii_lowercase();
    let name = name.rsplit_once("://").map_or(&*name, |(_, name)| name);
    let name = name.strip_prefix("registry.ollama.ai/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let last = name.rsplit('/').next().unwrap_or(name);
    match last.contains(':') {
        true => name.to_owned(),
        false => format!("{name}:latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_found_in_the_list() {
        let check = |model, expected| assert_eq!(listed(model), expected, "{model}");
        check("llama3", "llama3:latest");
        check("Qwen3:8B", "qwen3:8b");
        check("library/llama3", "llama3:latest");
        check("registry.ollama.ai/library/llama3:8b", "llama3:8b");
        check(
            "https://ollama.com/someone/model",
            "ollama.com/someone/model:latest",
        );
        check("hf.co/Org/Name-GGUF:Q4_K_M", "hf.co/org/name-gguf:q4_k_m");
        check("localhost:5000/x/model", "localhost:5000/x/model:latest");
    }

    #[test]
    fn a_command_tells_what_it_loads_and_where() {
        let check = |text: &str, expected: Option<(&str, u16, &str)>| {
            let found = Unload::of(&Command::parse(text).unwrap());
            let found = found.as_ref();
            let found = found.map(|one| (one.host.as_str(), one.port, one.model.as_str()));
            assert_eq!(found, expected, "{text}");
        };
        check(
            "ollama run qwen3:8b",
            Some(("127.0.0.1", 11434, "qwen3:8b")),
        );
        check(
            "OLLAMA_HOST=0.0.0.0:4000 ollama run --verbose llama3",
            Some(("127.0.0.1", 4000, "llama3")),
        );
        check(
            "OLLAMA_HOST=[::1]:4000 ollama run llama3",
            Some(("[::1]", 4000, "llama3")),
        );
        check(
            "OLLAMA_HOST=gpu2 ollama run llama3",
            Some(("gpu2", 11434, "llama3")),
        );
        check("ollama serve", None);
        check("ollama pull llama3", None);
        check("vllm serve a/b", None);
    }
}
