//! The OpenAPI 3.1 document, made from the registry.

use operation::{Access, AgentRoute, Method, Operation, Registry};
use serde_json::{Map, Value, json};

use crate::auth::COOKIE;
use crate::routes::{AGENT, PAGES};
use crate::{VERSION, pages, reference};

/// The document as JSON text; the same registry gives the same text.
#[must_use]
pub fn openapi_json(registry: &Registry) -> String {
    let mut paths = Map::new();
    for operation in registry.operations() {
        add(
            &mut paths,
            format!("/api{}", operation.path),
            operation.method,
            describe(operation),
        );
    }
    for route in registry.tools().iter().flat_map(|tool| &tool.routes) {
        let path = format!("{}{}", AGENT.trim_end_matches('/'), route.path);
        add(
            &mut paths,
            path,
            route.method,
            describe_agent(registry, route),
        );
    }
    for (method, path, page) in PAGES {
        if let Some(description) = pages::describe(*page) {
            add(&mut paths, (*path).to_owned(), *method, description);
        }
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Odysseus",
            "version": VERSION,
            "description": "A self-hosted personal workspace. Agents use /api/codex with a token; every operation has a route of its own besides.",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }, { "session": [] }],
        "tags": tags(registry),
        "components": components(),
    });
    // Moved in: the macro would copy all of it.
    document["paths"] = Value::Object(paths);
    format!("{document:#}\n")
}

fn add(paths: &mut Map<String, Value>, path: String, method: Method, description: Value) {
    let item = paths.entry(path).or_insert_with(|| json!({}));
    if let Value::Object(methods) = item {
        methods.insert(method.name().to_ascii_lowercase(), description);
    }
}

fn describe(operation: &Operation) -> Value {
    let (parameters, body) = input(operation.method, operation.path, &operation.input);
    let mut description = json!({
        "operationId": operation.name,
        "tags": [area(operation.name)],
        "summary": operation.summary(),
        "description": format!("{}\n\nNeeds {}.", operation.description(), reference::needs(operation.access)),
        "parameters": parameters,
        "responses": responses(success(operation)),
        "x-odysseus-effect": operation.effect.name(),
    });
    if let Access::Scoped(scope) = operation.access {
        description["x-odysseus-scope"] = scope.name().into();
    }
    if let Access::Person | Access::Admin = operation.access {
        description["security"] = json!([{ "session": [] }]);
    }
    if let Some(body) = body {
        description["requestBody"] = body;
    }
    description
}

fn describe_agent(registry: &Registry, route: &AgentRoute) -> Value {
    let operations: Vec<&Operation> = route
        .operations
        .iter()
        .filter_map(|name| registry.operation(name).ok())
        .collect();
    let summaries: Vec<String> = operations
        .iter()
        .map(|operation| format!("- `{}`: {}", operation.name, operation.summary()))
        .collect();
    let single = match operations.as_slice() {
        [one] => one.input.clone(),
        _ => json!({}),
    };
    let (parameters, body) = input(route.method, route.path, &single);
    let mut description = json!({
        "operationId": format!("codex.{}.{}", route.method.name().to_ascii_lowercase(), identifier(route.path)),
        "tags": ["codex"],
        "summary": "A route of the agent API.",
        "description": format!("Leads to:\n\n{}", summaries.join("\n")),
        "parameters": parameters,
        "responses": responses(json!({ "application/json": { "schema": { "type": "object" } } })),
        "x-odysseus-operations": route.operations,
    });
    match body {
        Some(body) => description["requestBody"] = body,
        // Scripts send fields of several operations here; each operation names its own.
        None if route.method != Method::Get => {
            description["requestBody"] =
                json!({ "content": { "application/json": { "schema": { "type": "object" } } } });
        }
        None => {}
    }
    description
}

/// The parameters of a path and query, and the body, of a flat input.
fn input(method: Method, path: &str, schema: &Value) -> (Vec<Value>, Option<Value>) {
    let in_path: Vec<&str> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .collect();
    let empty = Map::new();
    let properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let any_text = json!({ "type": "string" });

    let mut parameters: Vec<Value> = in_path
        .iter()
        .map(|name| {
            parameter(
                name,
                "path",
                true,
                properties.get(*name).unwrap_or(&any_text),
            )
        })
        .collect();
    let rest = || {
        properties
            .iter()
            .filter(|(name, _)| !in_path.contains(&name.as_str()))
    };
    if matches!(method, Method::Get | Method::Delete) {
        parameters.extend(rest().map(|(name, schema)| {
            parameter(name, "query", required.contains(&name.as_str()), schema)
        }));
        return (parameters, None);
    }
    let fields: Map<String, Value> = rest()
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    if fields.is_empty() {
        return (parameters, None);
    }
    let needed: Vec<&&str> = required
        .iter()
        .filter(|name| !in_path.contains(name))
        .collect();
    let mut body = json!({ "type": "object", "properties": fields, "additionalProperties": false });
    if !needed.is_empty() {
        body["required"] = json!(needed);
    }
    let form = json!({ "schema": body });
    let content = json!({ "application/json": form, "application/x-www-form-urlencoded": form });
    (
        parameters,
        Some(json!({ "required": !needed.is_empty(), "content": content })),
    )
}

fn parameter(name: &str, place: &str, required: bool, schema: &Value) -> Value {
    let mut schema = schema.clone();
    let description = schema
        .as_object_mut()
        .and_then(|schema| schema.remove("description"));
    let mut parameter =
        json!({ "name": name, "in": place, "required": required, "schema": schema });
    if let Some(description) = description {
        parameter["description"] = description;
    }
    parameter
}

fn success(operation: &Operation) -> Value {
    match &operation.output {
        Some(schema) if operation.effect == operation::Effect::Read => json!({
            "application/json": { "schema": schema },
            "text/markdown": { "schema": { "type": "string" } },
        }),
        Some(schema) => json!({ "application/json": { "schema": schema } }),
        None => json!({ "*/*": { "schema": { "type": "string" } } }),
    }
}

/// The answer that was asked for, and every failure in the one shape that all have.
pub(crate) fn responses(content: Value) -> Value {
    json!({
        "200": { "description": "Done.", "content": content },
        "default": { "$ref": "#/components/responses/Problem" },
    })
}

fn components() -> Value {
    let text = |says: &str| json!({ "type": "string", "description": says });
    json!({
        "securitySchemes": {
            "token": { "type": "http", "scheme": "bearer", "description": "An API token, `ody_…`." },
            "session": { "type": "apiKey", "in": "cookie", "name": COOKIE },
        },
        "schemas": { "Problem": {
            "type": "object",
            "description": "What went wrong (RFC 9457), written for whoever reads it next.",
            "required": ["title", "status", "detail", "request_id"],
            "properties": {
                "title": text("The status in words."),
                "status": { "type": "integer" },
                "detail": text("What is wrong, and what would be right."),
                "error": text("The same under /api/codex."),
                "hint": text("What to do next."),
                "field": text("The input field that is wrong."),
                "request_id": text("The id under which the server's log knows this call."),
                "approval_id": text("The approval to wait for, with status 428."),
            },
        }},
        "responses": { "Problem": {
            "description": "It was not done.",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        }},
    })
}

fn tags(registry: &Registry) -> Vec<Value> {
    let mut areas: Vec<&str> = registry
        .operations()
        .map(|operation| area(operation.name))
        .collect();
    areas.extend(["codex", "server"]);
    areas.sort_unstable();
    areas.dedup();
    areas
        .into_iter()
        .map(|name| json!({ "name": name }))
        .collect()
}

fn area(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn identifier(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| part.trim_matches(['{', '}']))
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}
