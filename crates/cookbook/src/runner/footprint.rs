//! What a program that runs takes on its machine's disk, and which version of its engine it is.

use std::time::Duration;

use super::answer::Answer;
use super::{PACKAGES, SEARCH};
use crate::command::{Command, Engine, RepoId};
use crate::hardware;
use crate::machine::{Machines, Script, Trouble};
use crate::servers::Target;
use crate::transfers::engines;

/// Sizing a model that lies in many files takes its time on slow disks.
const LIMIT: Duration = Duration::from_secs(20);

/// What was seen of it; none where it was not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Footprint {
    /// What the model takes on the disk.
    pub(crate) model_bytes: Option<u64>,
    /// The version of the engine.
    pub(crate) version: Option<String>,
}

/// Looks at the program of that command.
///
/// # Errors
/// The machine could not be asked.
pub(crate) async fn footprint(
    machines: &Machines,
    target: &Target,
    command: &Command,
) -> Result<Footprint, Trouble> {
    let Ok(machine) = target.machine() else {
        return Ok(Footprint::default());
    };
    let (kind, place) = target.environment.stored();
    // A program that nobody knows how to ask is not looked for.
    let (program, package) = match engines::of(command.engine()) {
        Some(engine) => (command.words().first().cloned(), engine.folder()),
        None => (None, String::new()),
    };
    let script = Script::new(include_str!("footprint.sh"))
        .with(SEARCH)
        .with(PACKAGES)
        .word(kind)
        .word(place)
        .word(program.unwrap_or_default())
        .word(package)
        .word(command.needs_model_file().unwrap_or_default())
        .word(repository(command).unwrap_or_default())
        .words(
            command
                .variables()
                .map(|(name, value)| format!("{name}={value}")),
        );
    let reply = machines.run(&machine, &script, LIMIT).await?;
    let answer = Answer::read(&reply.stdout);
    Ok(Footprint {
        model_bytes: answer.number("size"),
        version: answer
            .get("version")
            .map(str::to_owned)
            .or_else(|| hardware::version(answer.all("said"))),
    })
}

/// The repository that the engine takes as a whole. llama.cpp takes one file of many, and another revision is not what the
/// name stands for.
fn repository(command: &Command) -> Option<&str> {
    let whole = matches!(
        command.engine(),
        Engine::Vllm | Engine::Sglang | Engine::Lmdeploy | Engine::Mlx | Engine::Transformers
    );
    let model = command.model().filter(|_| whole)?;
    RepoId::parse(model).ok()?.repository()?;
    command.flag("--revision").is_none().then_some(model)
}
