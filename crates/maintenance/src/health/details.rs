use std::fmt::Write;
use std::time::Instant;

use operation::{Context, Effect, Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Check, State, Subject, database, disk, server, with_database};

/// Tells whether this Odysseus is well: database, disk, sealing key, backups, jobs, clock, each with what
/// to do where something is wrong.
#[derive(Deserialize, JsonSchema)]
struct Details {
    /// Whether every page of the database is read, which takes some seconds a gigabyte.
    #[serde(default)]
    deep: bool,
}

/// Whether this Odysseus is well.
#[derive(Serialize, JsonSchema)]
struct Health {
    /// That of the worst check.
    state: State,
    /// What was looked at.
    checks: Vec<Check>,
}

pub(super) fn operation(started: Instant) -> Operation {
    Operation::work("health.details", Effect::Read, move |cx, input| {
        details(cx, input, started)
    })
    .route(Method::Get, "/health/details")
    .markdown(markdown)
}

async fn details(cx: Context, input: Details, started: Instant) -> Result<Health> {
    let looked = cx
        .read(move |view| Ok(with_database_of(view, input.deep)))
        .await;
    let mut checks = looked.unwrap_or_else(|error| {
        tracing::error!(error = ?error, "the database cannot be looked at");
        vec![
            database::unusable(&error.message),
            disk::check(&[cx.workspace().data_dir()], 0),
        ]
    });
    checks.push(server::check(started));
    Ok(Health {
        state: State::worst(&checks),
        checks,
    })
}

fn with_database_of(view: &mut View<'_>, deep: bool) -> Vec<Check> {
    let cx = view.context();
    let workspace = cx.workspace();
    let schemas = workspace.registry().schemas();
    let subject = Subject {
        data_dir: workspace.data_dir(),
        location: workspace.database().location(),
        sealer: Ok(Some(workspace.sealer().clone())),
        schemas: &schemas,
        now: workspace.now(),
        deep,
    };
    with_database(view.conn, &subject)
}

fn markdown(health: &Value) -> String {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut lines = format!("Overall: {}\n", text(health, "state"));
    for check in health["checks"].as_array().into_iter().flatten() {
        // Writing to a string cannot fail.
        let _ = writeln!(
            lines,
            "- {}: {}. {}",
            text(check, "name"),
            text(check, "state"),
            text(check, "says")
        );
        if let Some(advice) = check["do"].as_str() {
            let _ = writeln!(lines, "  To do: {advice}");
        }
    }
    lines
}
