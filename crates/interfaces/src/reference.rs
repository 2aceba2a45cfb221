//! The skill's reference pages: one for each surface of the agent API, from the list of operations.

use std::fmt::Write;

use operation::{Access, AgentRoute, AgentTool, Fields, Operation, Registry};
use serde_json::Value;

/// The pages of the surfaces that this server has, by the surface's name.
pub(crate) fn pages(registry: &Registry) -> Vec<(&'static str, String)> {
    let built = registry.tools().iter().filter(|tool| tool.available);
    built
        .map(|tool| (tool.name, page(registry, tool)))
        .collect()
}

fn page(registry: &Registry, tool: &AgentTool) -> String {
    let mut text = format!(
        "# {}\n\n| The token may | with the scope |\n|---|---|\n",
        tool.name
    );
    for (verb, scope) in &tool.verbs {
        line(
            &mut text,
            &format!("| {verb} | `{scope}`: {} |", cell(scope.words())),
        );
    }
    if !tool.actions.is_empty() {
        line(
            &mut text,
            &format!("\nActions: `{}`.", tool.actions.join("`, `")),
        );
    }
    if !tool.guide.is_empty() {
        line(&mut text, &format!("\n{}", tool.guide.trim()));
    }
    let mut seen: Vec<&str> = Vec::new();
    for name in tool.routes.iter().flat_map(|route| &route.operations) {
        if seen.contains(name) {
            continue;
        }
        seen.push(name);
        if let Ok(operation) = registry.operation(name) {
            describe(&mut text, tool, operation);
        }
    }
    text
}

fn describe(text: &mut String, tool: &AgentTool, operation: &Operation) {
    line(
        text,
        &format!("\n## {}\n\n{}\n", operation.name, operation.description()),
    );
    let routes = tool
        .routes
        .iter()
        .filter(|route| route.operations.contains(&operation.name));
    let calls: Vec<String> = routes.map(|route| call(tool, route, operation)).collect();
    line(
        text,
        &format!(
            "Call: {}. Needs {}. Effect: {}.",
            calls.join(", or "),
            needs(operation.access),
            operation.effect.name()
        ),
    );
    fields(text, operation);
}

/// How a route is led to an operation: by its path alone, or by an action that its plan understands.
fn call(tool: &AgentTool, route: &AgentRoute, operation: &Operation) -> String {
    let leads = |mut fields: Fields| {
        route
            .choose(&mut fields)
            .is_ok_and(|name| name == operation.name)
    };
    let action = |action: &&&str| {
        leads(Fields::from_iter([(
            "action".to_owned(),
            Value::from(**action),
        )]))
    };
    let path = format!("`{} /api/codex{}`", route.method.name(), route.path);
    let chosen = tool.actions.iter().find(action);
    match chosen {
        Some(action) if route.operations.len() > 1 => {
            format!("{path} with `\"action\": \"{action}\"`")
        }
        _ => path,
    }
}

/// What a caller needs, in words.
pub(crate) fn needs(access: Access) -> String {
    match access {
        Access::Scoped(scope) => format!("the scope `{scope}`"),
        Access::Person => "the person, signed in".to_owned(),
        Access::Admin => "an administrator, signed in".to_owned(),
        Access::Anyone => "any token".to_owned(),
    }
}

fn fields(text: &mut String, operation: &Operation) {
    let Some(properties) = operation.input.get("properties").and_then(Value::as_object) else {
        return;
    };
    if properties.is_empty() {
        return;
    }
    let required = operation.input.get("required").and_then(Value::as_array);
    line(text, "\n| Field | Type | |\n|---|---|---|");
    for (name, schema) in properties {
        let must = required.is_some_and(|required| required.iter().any(|field| field == name));
        let says = schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let must = if must { "**Required.** " } else { "" };
        line(
            text,
            &format!(
                "| `{name}` | {} | {must}{} |",
                type_name(schema),
                cell(says)
            ),
        );
    }
    if let Some(examples) = operation.input.get("examples").and_then(Value::as_array) {
        for example in examples {
            line(text, &format!("\n```json\n{example}\n```"));
        }
    }
}

/// The type of a field, as short as it can be said.
fn type_name(schema: &Value) -> String {
    if let Some(value) = schema.get("const") {
        return format!("`{value}`");
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values: Vec<String> = values
            .iter()
            .filter(|value| !value.is_null())
            .map(|value| format!("`{value}`"))
            .collect();
        return values.join(" or ");
    }
    let of = |name: &str| match (name, schema.get("items")) {
        ("array", Some(items)) => format!("list of {}", type_name(items)),
        ("object", _) => object(schema),
        _ => name.to_owned(),
    };
    match schema.get("type") {
        Some(Value::String(name)) => of(name),
        Some(Value::Array(names)) => {
            let names = names
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| *name != "null");
            names.map(of).collect::<Vec<_>>().join(" or ")
        }
        _ => {
            let several = ["anyOf", "oneOf"]
                .iter()
                .find_map(|key| schema.get(*key)?.as_array());
            let null = |schema: &&Value| schema.get("type").and_then(Value::as_str) != Some("null");
            let names = several.into_iter().flatten().filter(null).map(type_name);
            let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
            if names.is_empty() {
                "any".to_owned()
            } else {
                names.join(" or ")
            }
        }
    }
}

fn object(schema: &Value) -> String {
    let properties = schema.get("properties").and_then(Value::as_object);
    let names: Vec<&str> = properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    if names.is_empty() {
        "object".to_owned()
    } else {
        format!("{{{}}}", names.join(", "))
    }
}

/// Text that fits a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

fn line(text: &mut String, content: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{content}");
}
