//! `cookbook.engines`: what serves models on a machine, and how more of it gets there.

use operation::{Context, Effect, Instant, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::Serialize;

use crate::READ;
use crate::command::{Environment, joined};
use crate::cookbook::Cookbook;
use crate::runner;
use crate::servers::{Place, Target};
use crate::transfers::engines::{ENGINES, Engine, LLAMA_SERVER, MLX, OLLAMA};

/// Lists the engines that the Cookbook knows: which of them a server has, where a launch finds them and in which version, and how
/// the others get there: `package` is what `cookbook.install` takes for it, `todo` what a person has to do there.
#[derive(serde::Deserialize, JsonSchema)]
struct Engines {
    /// Which machine: a server's name or host; left out, this one.
    #[serde(default)]
    host: Option<Text<255>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// `user@machine`, or `local`.
    host: String,
    /// Where the server's Python environment is; null when it has none, or none is there.
    environment: Option<String>,
    /// What has to be done before `cookbook.install` can install there; null when nothing has.
    todo: Option<Todo>,
    engines: Vec<Seen>,
    /// When it was looked.
    seen_at: Instant,
    /// What could not be looked at.
    warnings: Vec<String>,
}

/// An engine, or the tool that downloads models.
#[derive(Debug, Serialize, JsonSchema)]
struct Seen {
    /// What it is called on PyPI; its program, where it is not from there.
    name: &'static str,
    /// What people call it.
    label: &'static str,
    /// What it is for.
    summary: &'static str,
    /// What the machine should have for it.
    needs: &'static str,
    /// Its program, or the directory of Python packages that it is in; null when it is not there.
    path: Option<String>,
    /// Its version, where it is there and that is quick to learn.
    version: Option<String>,
    /// What `cookbook.install` takes to install or update it there; null where it cannot.
    package: Option<&'static str>,
    /// How it gets there otherwise.
    todo: Option<Todo>,
}

/// What a person has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
struct Todo {
    /// What, and why.
    sentence: String,
    /// The command to run in a terminal on that machine, where one does it.
    command: Option<String>,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.engines", Effect::Read, move |cx, input| {
        engines(cookbook.clone(), cx, input)
    })
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/engines")
}

async fn engines(cookbook: Cookbook, cx: Context, input: Engines) -> Result<Listed> {
    let target = Place::named(&cx, input.host, "host").await?.target;
    let machines = cookbook.machines(cx.workspace());
    let seen = runner::engines(machines, &target)
        .await
        .map_err(|error| match error.field {
            Some(_) => error.field("host"),
            None => error,
        })?;
    let todo = todo(&target, &seen);
    Ok(Listed {
        host: target.remote().to_owned(),
        engines: ENGINES
            .iter()
            .map(|engine| shown(engine, &seen, todo.is_none()))
            .collect(),
        environment: seen.prefix,
        todo,
        seen_at: cx.workspace().now().into(),
        warnings: seen.warnings,
    })
}

fn shown(engine: &Engine, seen: &runner::Engines, installs: bool) -> Seen {
    let found = seen.found.iter().find(|found| found.name == engine.name);
    let otherwise = otherwise(engine, seen);
    Seen {
        name: engine.name,
        label: engine.label,
        summary: engine.summary,
        needs: engine.needs,
        path: found.map(|found| found.path.clone()),
        version: found.and_then(|found| found.version.clone()),
        package: (installs && otherwise.is_none()).then_some(engine.name),
        todo: otherwise.filter(|_| found.is_none()),
    }
}

/// What has to be done before pip can install on that server.
fn todo(target: &Target, seen: &runner::Engines) -> Option<Todo> {
    let run = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Some(joined(&[], &words))
    };
    let todo = |sentence: String, command| Some(Todo { sentence, command });
    match (&target.environment, target.environment.directory()) {
        (Environment::Conda(name), None) => todo(
            match &seen.prefix {
                Some(prefix) => format!(
                    "Packages are installed into an environment by its directory: set `{prefix}` in place of `{name}` in the settings of the server."
                ),
                None => format!(
                    "There is no conda environment `{name}`. Make one, and set its directory in the settings of the server."
                ),
            },
            (seen.prefix.is_none())
                .then(|| run(&["conda", "create", "--name", name, "python"]))
                .flatten(),
        ),
        (_, None) => todo(
            "This server has no Python environment to install into. Make one, then set it in the settings of the server: `venv`, with its folder.".to_owned(),
            run(&["python3", "-m", "venv", "~/venv"]),
        ),
        (environment, Some(directory)) if seen.prefix.is_none() => todo(
            format!("There is no Python environment in `{directory}`. Make it."),
            match environment {
                Environment::Conda(_) => run(&["conda", "create", "--prefix", directory, "python"]),
                _ => run(&["python3", "-m", "venv", directory]),
            },
        ),
        (_, Some(directory)) if !seen.has("pip") && !seen.has("uv") => todo(
            format!("The environment in `{directory}` has no pip, and there is no uv. Add pip to it."),
            run(&[&format!("{directory}/bin/python"), "-m", "ensurepip"]),
        ),
        _ => None,
    }
}

/// How an engine gets there that pip does not install there.
fn otherwise(engine: &Engine, seen: &runner::Engines) -> Option<Todo> {
    let (system, processor) = (seen.system.0.as_str(), seen.system.1.as_str());
    let brew = seen.has("brew");
    let (sentence, command) = match engine.name {
        OLLAMA if brew => (
            "Ollama is not a Python package. Homebrew has it.",
            Some("brew install ollama".to_owned()),
        ),
        OLLAMA if system == "Linux" => (
            "Ollama is not a Python package. Its own installer asks for an administrator's password there.",
            Some("curl -fsSL https://ollama.com/install.sh | sh".to_owned()),
        ),
        OLLAMA => (
            "Ollama is not a Python package. Its installer is at https://ollama.com/download.",
            None,
        ),
        LLAMA_SERVER if brew && !seen.has("nvcc") => (
            "llama-server is not a Python package. Homebrew has it.",
            Some("brew install llama.cpp".to_owned()),
        ),
        LLAMA_SERVER => (
            "llama-server is not a Python package. It is built there with git, CMake and a C++ compiler, in some minutes.",
            Some(build_llama(seen.has("nvcc"))),
        ),
        MLX if (system, processor) != ("Darwin", "arm64") => {
            ("It runs on Macs with Apple silicon only.", None)
        }
        _ => return None,
    };
    Some(Todo {
        sentence: sentence.to_owned(),
        command,
    })
}

/// As <https://github.com/ggml-org/llama.cpp/blob/master/docs/build.md> says, with a link where programs are looked for.
fn build_llama(cuda: bool) -> String {
    let gpu = if cuda { " -DGGML_CUDA=ON" } else { "" };
    format!(
        "git clone --depth 1 https://github.com/ggml-org/llama.cpp ~/llama.cpp && cd ~/llama.cpp && cmake -B build{gpu} && \
         cmake --build build --config Release -j 8 --target llama-server && mkdir -p ~/.local/bin && \
         ln -sf ~/llama.cpp/build/bin/llama-server ~/.local/bin/llama-server"
    )
}
