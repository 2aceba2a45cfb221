//! Documents made from the operations, and shell completions.

use std::io::Write;

use clap_complete::Shell;
use operation::{Access, Operation, Ownership, Registry};
use serde_json::{Value, json};

use crate::args::Document;
use crate::{Stop, commands};

/// `odysseus operations`.
pub(crate) fn operations(registry: &Registry, as_json: bool) -> Result<(), Stop> {
    let text = if as_json {
        let all: Vec<Value> = registry.operations().map(describe).collect();
        format!("{:#}\n", Value::from(all))
    } else {
        registry
            .operations()
            .map(|operation| {
                format!(
                    "{:<28} {:<8} {:<20} {}\n",
                    operation.name,
                    operation.effect.name(),
                    who(operation),
                    operation.summary()
                )
            })
            .collect()
    };
    write(&text)
}

fn describe(operation: &Operation) -> Value {
    json!({
        "name": operation.name,
        "summary": operation.summary(),
        "description": operation.description(),
        "effect": operation.effect,
        "access": who(operation),
        "instance": operation.ownership == Ownership::Instance,
        "method": operation.method.name(),
        "path": format!("/api{}", operation.path),
        "input": operation.input,
        "output": operation.output,
    })
}

/// Who may call: a scope's name, or `person`, `admin`, `anyone`.
fn who(operation: &Operation) -> &'static str {
    match operation.access {
        Access::Scoped(scope) => scope.name(),
        Access::Person => "person",
        Access::Admin => "admin",
        Access::Anyone => "anyone",
    }
}

/// `odysseus docs DOCUMENT`.
pub(crate) fn print(registry: &Registry, document: Document) -> Result<(), Stop> {
    write(&match document {
        Document::Openapi => interfaces::openapi_json(registry),
        Document::Scopes => interfaces::scopes_md(registry),
        Document::Routes => interfaces::routes_txt(registry),
        Document::Tools => interfaces::tools_json(registry),
    })
}

/// `odysseus completions SHELL`.
pub(crate) fn completions(registry: &Registry, shell: Shell) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(
        shell,
        &mut commands::with_capabilities(registry),
        "odysseus",
        &mut script,
    );
    write(&String::from_utf8_lossy(&script))
}

/// Writes to standard output; a reader that has seen enough (`| head`) is no failure.
fn write(text: &str) -> Result<(), Stop> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Stop::failed(error)),
        _ => Ok(()),
    }
}
