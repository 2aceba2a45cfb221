//! `cookbook.download` and `cookbook.install`.

use operation::{Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::LAUNCH;
use crate::command::{HfToken, RepoId};
use crate::cookbook::Cookbook;
use crate::hardware::Host;
use crate::serve::{Launch, Launched, Program, launch};
use crate::servers::Place;
use crate::tasks::{DOWNLOAD, INSTALL};
use crate::transfers;

/// Downloads a model to a machine: from Hugging Face, or with Ollama. It is a task like others, with its progress; a download
/// that was cut off goes on where it ended when it is relaunched.
#[derive(Deserialize, JsonSchema)]
struct Download {
    /// `org/name` on Hugging Face, or an Ollama tag such as `qwen3:8b`.
    repo_id: RepoId,
    /// Only files that match one of these patterns: `*.safetensors`, `*Q4_K_M*.gguf`.
    #[serde(default)]
    include: Vec<Text<200>>,
    /// Where to put it in place of the cache: absolute or with `~/`. A folder named after the model is made there.
    local_dir: Option<Text<400>>,
    /// A branch, tag or commit.
    revision: Option<Text<100>>,
    /// Where: a server's name or host; left out, this machine.
    #[serde(default)]
    remote_host: Option<Text<255>>,
    /// A Hugging Face token for gated models. It is not stored.
    #[schemars(extend("x-rare" = true))]
    hf_token: Option<HfToken>,
}

/// Installs an engine, or another Python package, into a server's environment. It is a task like others.
#[derive(Deserialize, JsonSchema)]
struct Install {
    /// An engine (`vllm`, `sglang`, `llama-cpp-python`, `huggingface_hub`, …), or a package with a version.
    package: Text<200>,
    /// Whether to look for a newer version of what is there.
    #[serde(default)]
    upgrade: bool,
    /// Where: a server's name or host; left out, this machine.
    #[serde(default)]
    remote_host: Option<Text<255>>,
}

pub(crate) fn download(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.download", Effect::Launch, move |cx, input| {
        downloaded(cookbook.clone(), cx, input)
    })
    .scope(LAUNCH)
    .instance()
    .redact(crate::redact)
    .route(Method::Post, "/cookbook/downloads")
}

pub(crate) fn install(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.install", Effect::Launch, move |cx, input| {
        installed(cookbook.clone(), cx, input)
    })
    .scope(LAUNCH)
    .instance()
    .route(Method::Post, "/cookbook/installs")
}

async fn downloaded(cookbook: Cookbook, cx: Context, input: Download) -> Result<Launched> {
    let (place, host) = machine(&cookbook, &cx, input.remote_host).await?;
    let wanted = transfers::Download {
        repo_id: input.repo_id.as_str().to_owned(),
        include: input.include.into_iter().map(|pattern| pattern.0).collect(),
        local_dir: input.local_dir.map(|path| path.0).or(place.download_dir),
        revision: input.revision.map(|revision| revision.0),
    };
    let plan = wanted.plan(&host)?;
    let fetched = Launch {
        target: place.target,
        repo_id: input.repo_id,
        program: Program::planned(DOWNLOAD, plan),
        hf_token: input.hf_token,
    };
    launch(&cookbook, &cx, fetched).await
}

async fn installed(cookbook: Cookbook, cx: Context, input: Install) -> Result<Launched> {
    let (Place { target, .. }, host) = machine(&cookbook, &cx, input.remote_host).await?;
    let wanted = transfers::Install {
        package: input.package.0.clone(),
        upgrade: input.upgrade,
    };
    let plan = wanted.plan(&host, target.environment.directory())?;
    let repo_id: RepoId = input
        .package
        .trimmed()
        .parse()
        .map_err(|error: Error| error.field("package"))?;
    let fetched = Launch {
        target,
        repo_id,
        program: Program::planned(INSTALL, plan),
        hf_token: None,
    };
    launch(&cookbook, &cx, fetched).await
}

/// The server, and what its machine is like.
async fn machine(
    cookbook: &Cookbook,
    cx: &Context,
    name: Option<Text<255>>,
) -> Result<(Place, Host)> {
    let place = Place::named(cx, name, "remote_host").await?;
    let machine = place.target.machine()?;
    let host = cookbook
        .host(cx.workspace(), &machine, &place.look())
        .await?;
    Ok((place, host))
}
