//! The tools: the everyday operations, and the two that reach all others.

use operation::{Effect, Operation, Registry};
use rmcp::model::{Tool, ToolAnnotations};

use super::meta;
use super::schema::{self, Detail};

/// What a tool is described with: the sentences that fit this many bytes, or else the first.
const LONG: usize = 300;

/// An operation's name as a tool: `todos.add` is `todos_add`, since names of tools have no dots everywhere
/// (`^[a-zA-Z0-9_-]{1,64}$` is what model providers take).
pub(crate) fn tool_name(operation: &str) -> String {
    operation.replace('.', "_")
}

/// The operation of that name, with a dot or as a tool.
pub(crate) fn find<'a>(registry: &'a Registry, name: &str) -> Option<&'a Operation> {
    let same = |operation: &&Operation| {
        let theirs = operation.name.bytes();
        let as_tool = theirs.map(|byte| if byte == b'.' { b'_' } else { byte });
        operation.name == name || as_tool.eq(name.bytes())
    };
    registry.operations().find(same)
}

/// An operation as a tool; `everyday` are the names of those that are tools.
fn tool(operation: &Operation, everyday: &[&str]) -> Tool {
    let name = tool_name(operation.name);
    let mut description = schema::sentences(operation.description(), LONG);
    // Where a description names another tool it names it as it is called here.
    for other in everyday {
        description = description.replace(other, &tool_name(other));
    }
    let input = schema::of_input(&operation.input, Detail::Brief);
    Tool::new(name, description, input).with_annotations(annotations(operation.effect))
}

/// What a client is told before it lets a model call: only what differs from the protocol's defaults, in
/// which a tool writes, destroys, and reaches the world outside (MCP, Tools, `ToolAnnotations`).
fn annotations(effect: Effect) -> ToolAnnotations {
    let hints = ToolAnnotations::new();
    match effect {
        Effect::Read => hints.read_only(true).open_world(false),
        Effect::Write => hints.destructive(false).open_world(false),
        Effect::Destroy => hints.destructive(true).open_world(false),
        Effect::Send | Effect::Launch => hints.destructive(true).open_world(true),
    }
}

/// All tools with the operation behind each; none is behind the two that reach all others.
pub(crate) fn tools(registry: &Registry) -> Vec<(Option<&'static str>, Tool)> {
    let everyday = || registry.operations().filter(|operation| operation.everyday);
    let names: Vec<&str> = everyday().map(|operation| operation.name).collect();
    everyday()
        .map(|operation| (Some(operation.name), tool(operation, &names)))
        .chain(meta::tools().into_iter().map(|tool| (None, tool)))
        .collect()
}
