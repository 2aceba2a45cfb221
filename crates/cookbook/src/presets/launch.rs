//! `cookbook.preset_launch`.

use operation::{Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::Deserialize;

use super::name::is_sound;
use super::row;
use crate::LAUNCH;
use crate::cookbook::Cookbook;
use crate::serve::{Launch, Launched, Program, launch};
use crate::servers::{self, EnvironmentKind, Overrides, Target};
use crate::tasks::SERVE;

/// Launches a preset by its name, with the server, environment, GPUs and port that it was saved with.
#[derive(Deserialize, JsonSchema)]
struct LaunchPreset {
    /// Its name in whatever case, or a part of it.
    name: Text<200>,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work(
        "cookbook.preset_launch",
        Effect::Launch,
        move |cx, input| launched(cookbook.clone(), cx, input),
    )
    .scope(LAUNCH)
    .instance()
    .route(Method::Post, "/cookbook/presets/{name}/launch")
}

async fn launched(cookbook: Cookbook, cx: Context, input: LaunchPreset) -> Result<Launched> {
    let name = input.name.trimmed().to_owned();
    if !is_sound(&name) {
        return Err(Error::bad_input(
            "Invalid preset name: it is made of letters, digits, spaces and `_ . : @ -`.",
        )
        .field("name"));
    }
    let (preset, target) = cx
        .read(move |view| {
            let preset = row::named(view.conn, &name)?;
            // A server that was removed and added again is found by its host.
            let known = servers::all(view.conn)?
                .into_iter()
                .find(|server| Some(&server.id) == preset.server_id.as_ref());
            let server = known.map_or_else(|| preset.host.clone(), |server| server.id);
            let kind = EnvironmentKind::from_stored(&preset.environment);
            let overrides = Overrides {
                port: None,
                environment: Some(kind.at(&preset.environment_path)?),
                gpus: Some(preset.gpus.parse()?),
            };
            let target = Target::resolve(view.conn, &server, "name", overrides)?;
            Ok((preset, target))
        })
        .await?;
    let kept = Launch {
        target,
        repo_id: preset.repo_id.parse()?,
        program: Program::kept(SERVE, &preset.cmd)?,
        hf_token: None,
    };
    launch(&cookbook, &cx, kept).await
}
