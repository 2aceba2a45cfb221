//! What a command serves, and where: read from its words.

use operation::{Error, Result};

use super::program::Entry;
use super::{Command, Engine, ollama};

/// What is told by the command line of a program that runs, whoever started it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) engine: Engine,
    /// The port that it listens on.
    pub(crate) port: Option<u16>,
    /// The model, as the program was told.
    pub(crate) model: Option<String>,
    /// What the program calls the model.
    pub(crate) served_name: Option<String>,
    /// It all, as text that reads as the same command again.
    pub(crate) text: String,
}

/// Reads the argument vector of a program that runs, and what is known of its environment; it may be any program.
pub(crate) fn seen(variables: &[(&str, &str)], words: &[String]) -> Seen {
    let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    let command = Command {
        variables: variables.iter().map(owned).collect(),
        words: words.to_vec(),
    };
    Seen {
        engine: command.engine(),
        port: command.port(),
        model: command.model().map(str::to_owned),
        served_name: command.served_name().map(str::to_owned),
        text: command.text(),
    }
}

impl Command {
    /// Which engine it starts.
    pub(crate) fn engine(&self) -> Engine {
        match Entry::of(&self.words) {
            Entry::Program("vllm", _) => Engine::Vllm,
            Entry::Program("sglang", _) => Engine::Sglang,
            Entry::Program("lmdeploy", _) => Engine::Lmdeploy,
            Entry::Program("ollama", _) => Engine::Ollama,
            Entry::Program("mlx_lm.server", _) => Engine::Mlx,
            Entry::Program("llama-server" | "llama_server" | "llama.cpp", _) => Engine::LlamaCpp,
            Entry::Module(module, _) => match module.split('.').next().unwrap_or_default() {
                "vllm" => Engine::Vllm,
                "sglang" => Engine::Sglang,
                "lmdeploy" => Engine::Lmdeploy,
                "llama_cpp" => Engine::LlamaCppPython,
                "mlx_lm" | "mlx_vlm" => Engine::Mlx,
                "transformers" => Engine::Transformers,
                "http" => Engine::HttpServer,
                _ => Engine::Other,
            },
            Entry::Program(..) | Entry::Script(..) => Engine::Other,
        }
    }

    /// Whether it only asks a server, which is there before and afterwards, as `ollama run` does: its port is that server's.
    pub(crate) fn asks_a_server(&self) -> bool {
        self.engine() == Engine::Ollama && self.arguments().next() == Some("run")
    }

    /// The port that it listens on: as it says, or the engine's own; none where nobody can know.
    pub(crate) fn port(&self) -> Option<u16> {
        if self.kind() != super::Kind::Serve {
            return None;
        }
        self.said_port()
            .and_then(|port| port.parse().ok())
            .or_else(|| match self.engine() {
                Engine::Ollama => self
                    .variable("OLLAMA_HOST")
                    .map(|host| ollama::listens(host).1),
                _ => None,
            })
            .or(self.engine().default_port())
    }

    /// The same on another port, said the way its engine wants it.
    #[must_use]
    pub(crate) fn with_port(mut self, port: u16) -> Self {
        let text = port.to_string();
        match self.engine() {
            Engine::Ollama => {
                let host = self.host().unwrap_or("127.0.0.1");
                let place = match host.contains(':') {
                    true => format!("[{host}]:{text}"),
                    false => format!("{host}:{text}"),
                };
                self.with_variable("OLLAMA_HOST", &place)
            }
            Engine::Lmdeploy => self.with_flag("--server-port", Some(&text)),
            Engine::HttpServer => {
                let at = self.positional().next().map(|(at, _)| at);
                match at.and_then(|at| self.words.get_mut(at)) {
                    Some(word) => *word = text,
                    None => self.words.push(text),
                }
                self
            }
            Engine::Other if self.flag("--port").is_none() => {
                if self.flag("-p").is_some() {
                    self.with_flag("-p", Some(&text))
                } else if self.variable("PORT").is_some() {
                    self.with_variable("PORT", &text)
                } else {
                    self.with_flag("--port", Some(&text))
                }
            }
            _ => self.with_flag("--port", Some(&text)),
        }
    }

    /// The address that it binds: as it says, or the engine's own.
    pub(crate) fn host(&self) -> Option<&str> {
        let said = match self.engine() {
            Engine::Ollama => self
                .variable("OLLAMA_HOST")
                .map(|host| ollama::listens(host).0),
            Engine::Lmdeploy => self.flag("--server-name"),
            Engine::HttpServer => self.flag("--bind").or_else(|| self.flag("-b")),
            Engine::LlamaCpp => self
                .flag("--host")
                .or_else(|| self.variable("LLAMA_ARG_HOST")),
            _ => self.flag("--host"),
        };
        said.or(self.engine().default_host())
    }

    /// The model: a name, or a path on the machine.
    pub(crate) fn model(&self) -> Option<&str> {
        let flags = |names: &[&str]| names.iter().find_map(|name| self.flag(name));
        let found = match self.engine() {
            Engine::Vllm => {
                let mut positional = self.arguments();
                match Entry::of(&self.words) {
                    Entry::Program(..) if positional.next() == Some("serve") => positional.next(),
                    _ => None,
                }
                .or_else(|| flags(&["--model"]))
            }
            Engine::LlamaCpp => flags(&["--model", "--hf-repo", "--model-url"])
                .or_else(|| self.variable("LLAMA_ARG_MODEL"))
                .or_else(|| self.variable("LLAMA_ARG_HF_REPO")),
            Engine::Ollama => {
                let mut positional = self.arguments();
                let action = positional.next();
                positional
                    .next()
                    .filter(|_| matches!(action, Some("run" | "pull")))
            }
            Engine::Lmdeploy => {
                let mut positional = self
                    .arguments()
                    .skip_while(|word| ["serve", "api_server"].contains(word));
                positional.next()
            }
            Engine::Transformers => flags(&["--force-model"]),
            Engine::HttpServer => None,
            Engine::Sglang | Engine::LlamaCppPython | Engine::Mlx => {
                flags(&["--model-path", "--model"])
            }
            Engine::Other => flags(&["--model-path", "--model", "-m"]),
        };
        found.filter(|model| !model.is_empty())
    }

    /// What it calls the model in its API, where it says so.
    pub(crate) fn served_name(&self) -> Option<&str> {
        let found = match self.engine() {
            Engine::Vllm | Engine::Sglang => self.flag("--served-model-name"),
            Engine::LlamaCpp => self
                .flag("--alias")
                .or_else(|| self.variable("LLAMA_ARG_ALIAS")),
            Engine::LlamaCppPython => self.flag("--model_alias"),
            Engine::Lmdeploy => self.flag("--model-name"),
            _ => None,
        };
        found.filter(|name| !name.is_empty())
    }

    /// The model's path, where the command names one: it has to be there before the program starts.
    pub(crate) fn needs_model_file(&self) -> Option<&str> {
        self.model()
            .filter(|model| model.starts_with('/') || model.starts_with("~/"))
    }

    /// The module that Python is to run.
    pub(crate) fn python_module(&self) -> Option<&str> {
        match Entry::of(&self.words) {
            Entry::Module(module, _) => Some(module),
            Entry::Program(..) | Entry::Script(..) => None,
        }
    }

    /// Refuses a port that is none, where the engine is known to read it as one.
    pub(super) fn check_port(&self) -> Result<()> {
        let known = !matches!(self.engine(), Engine::Other | Engine::Ollama);
        match self.said_port() {
            Some(port) if known && !port.parse::<u16>().is_ok_and(|port| port > 0) => {
                Err(Error::bad_input(format!("`{port}` is no port.")).hint(
                    "Ports are whole numbers from 1 to 65535; below 1024 only root may use them.",
                ))
            }
            _ => Ok(()),
        }
    }

    fn arguments(&self) -> impl Iterator<Item = &str> {
        self.positional().map(|(_, word)| word)
    }

    /// The port as the command writes it.
    fn said_port(&self) -> Option<&str> {
        match self.engine() {
            Engine::Ollama => None,
            Engine::Lmdeploy => self.flag("--server-port"),
            Engine::HttpServer => self.arguments().next(),
            Engine::LlamaCpp => self
                .flag("--port")
                .or_else(|| self.variable("LLAMA_ARG_PORT")),
            Engine::Other => {
                let numbers = |port: &&str| port.parse::<u16>().is_ok();
                let short = self.flag("-p").filter(numbers);
                self.flag("--port")
                    .or(short)
                    .or_else(|| self.variable("PORT"))
            }
            _ => self.flag("--port"),
        }
    }
}
