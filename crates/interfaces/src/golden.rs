//! Lists made from the registry that are checked in: a change of what is offered shows up in a review.

use std::fmt::Write;

use operation::{Access, Registry};

use crate::mcp;
use crate::reference::cell;
use crate::routes::{AGENT, PAGES};

/// Every scope with what it opens, as Markdown.
#[must_use]
pub fn scopes_md(registry: &Registry) -> String {
    let mut text = String::from(
        "# Scopes\n\nWhat an API token may be granted. `x:write` implies `x:read`; *ask* makes the calls that delete,\n\
         send or launch wait for the person.\n\n| Scope | Allows | Here | Ask | Operations |\n|---|---|---|---|---|\n",
    );
    for scope in registry.scopes() {
        let opens = registry
            .operations()
            .filter_map(|operation| match operation.access {
                Access::Scoped(needed) if needed.name() == scope.name => {
                    Some(format!("`{}`", operation.name))
                }
                _ => None,
            });
        let opens = opens.collect::<Vec<_>>().join(", ");
        let (here, ask) = (yes(scope.available), yes(scope.askable));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| `{}` | {} | {here} | {ask} | {opens} |",
            scope.name,
            cell(scope.words)
        );
    }
    text
}

fn yes(it_is: bool) -> &'static str {
    if it_is { "yes" } else { "no" }
}

/// The tools that an MCP client with all scopes is shown, as `tools/list` gives them, indented.
#[must_use]
pub fn tools_json(registry: &Registry) -> String {
    let tools: Vec<_> = mcp::tools(registry)
        .into_iter()
        .map(|(_, tool)| tool)
        .collect();
    format!("{:#}\n", serde_json::json!({ "tools": tools }))
}

/// Every route with what answers it, a line each.
#[must_use]
pub fn routes_txt(registry: &Registry) -> String {
    let mut lines: Vec<(String, &str, String)> = Vec::new();
    for (method, path, _) in PAGES {
        lines.push(((*path).to_owned(), method.name(), "page".to_owned()));
    }
    for operation in registry.operations() {
        lines.push((
            format!("/api{}", operation.path),
            operation.method.name(),
            operation.name.to_owned(),
        ));
    }
    for route in registry.tools().iter().flat_map(|tool| &tool.routes) {
        let path = format!("{}{}", AGENT.trim_end_matches('/'), route.path);
        lines.push((
            path,
            route.method.name(),
            format!("agent: {}", route.operations.join(", ")),
        ));
    }
    lines.sort();
    lines
        .into_iter()
        .map(|(path, method, what)| format!("{method:<6} {path}  {what}\n"))
        .collect()
}
