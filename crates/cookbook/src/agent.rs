//! The agent API's `/api/codex/cookbook`: the paths, fields and answers of an older program, with more in them.

use operation::{AgentRoute, AgentTool, Fields, Method, Result};
use serde_json::{Value, json};

use crate::{LAUNCH, READ};

/// The actions as they are told to agents: first those that were always there.
const ACTIONS: [&str; 14] = [
    "tasks",
    "servers",
    "output",
    "serve",
    "stop",
    "cached",
    "presets",
    "preset",
    "adopt",
    "task",
    "preflight",
    "relaunch",
    "attempts",
    "endpoints",
];

pub(crate) fn tool() -> AgentTool {
    let get = |path, operation, answer| AgentRoute {
        answer,
        ..AgentRoute::same(Method::Get, path, operation)
    };
    let post = |path, operation, plan| AgentRoute {
        plan: Some(plan),
        ..AgentRoute::same(Method::Post, path, operation)
    };
    AgentTool {
        name: "cookbook",
        verbs: vec![("read", READ), ("launch", LAUNCH)],
        actions: ACTIONS.to_vec(),
        available: true,
        guide: include_str!("guide.md"),
        routes: vec![
            get("/cookbook/tasks", "cookbook.tasks", tasks),
            get("/cookbook/servers", "cookbook.servers", servers),
            AgentRoute::same(Method::Get, "/cookbook/presets", "cookbook.presets"),
            AgentRoute::same(Method::Get, "/cookbook/cached", "cookbook.cached"),
            get("/cookbook/output/{session_id}", "cookbook.output", output),
            post("/cookbook/serve", "cookbook.serve", serve),
            AgentRoute::same(
                Method::Post,
                "/cookbook/preset/{name}",
                "cookbook.preset_launch",
            ),
            post("/cookbook/adopt", "cookbook.adopt", adopt),
            AgentRoute::same(Method::Post, "/cookbook/stop/{session_id}", "cookbook.stop"),
            // The older program did not have these: they answer as their operations do.
            AgentRoute::same(Method::Get, "/cookbook/tasks/{session_id}", "cookbook.task"),
            AgentRoute::same(
                Method::Post,
                "/cookbook/tasks/{session_id}/relaunch",
                "cookbook.relaunch",
            ),
            post("/cookbook/preflight", "cookbook.preflight", preflight),
            AgentRoute::same(Method::Get, "/cookbook/attempts", "cookbook.attempts"),
            AgentRoute::same(Method::Get, "/cookbook/endpoints", "cookbook.endpoints"),
        ],
    }
}

/// Gives a field its present name, unless that one is there too.
fn rename(fields: &mut Fields, old: &str, new: &str) {
    if let Some(value) = fields.remove(old)
        && !fields.contains_key(new)
    {
        fields.insert(new.to_owned(), value);
    }
}

fn launching(fields: &mut Fields) {
    rename(fields, "model", "repo_id");
    rename(fields, "host", "remote_host");
}

fn serve(fields: &mut Fields) -> Result<&'static str> {
    launching(fields);
    Ok("cookbook.serve")
}

fn preflight(fields: &mut Fields) -> Result<&'static str> {
    launching(fields);
    Ok("cookbook.preflight")
}

fn adopt(fields: &mut Fields) -> Result<&'static str> {
    rename(fields, "session_id", "tmux_session");
    rename(fields, "repo_id", "model");
    rename(fields, "remote_host", "host");
    Ok("cookbook.adopt")
}

/// An object with the older names beside its own.
fn beside(value: &mut Value, older: Value) {
    if let (Value::Object(fields), Value::Object(older)) = (value, older) {
        for (name, value) in older {
            fields.entry(name).or_insert(value);
        }
    }
}

fn tasks(_: &str, mut output: Value) -> Value {
    for task in output["tasks"].as_array_mut().into_iter().flatten() {
        task_names(task);
    }
    output
}

fn task_names(task: &mut Value) {
    let text = |name: &str| task[name].as_str().unwrap_or_default();
    let host = match text("host") {
        "local" => "",
        host => host,
    };
    let ts = text("created_at")
        .parse::<jiff::Timestamp>()
        .map_or(0, jiff::Timestamp::as_millisecond);
    let output = ["excerpt", "error", "phase"]
        .into_iter()
        .map(text)
        .find(|words| !words.is_empty())
        .unwrap_or_default();
    let older = json!({
        "id": text("session_id"),
        "sessionId": text("session_id"),
        "modelId": text("repo_id"),
        "type": text("kind"),
        "output": output,
        "ts": ts,
        "remoteHost": host,
        "progress": text("phase"),
        "payload": {
            "repo_id": text("repo_id"),
            "remote_host": host,
            "_cmd": text("cmd"),
            "_gpus": text("gpus"),
            "port": task["port"],
        },
    });
    beside(task, older);
}

fn servers(_: &str, mut output: Value) -> Value {
    for server in output["servers"].as_array_mut().into_iter().flatten() {
        let older = json!({
            "env": server["environment"],
            "envPath": server["environment_path"],
            "modelDirs": server["model_dirs"],
        });
        // The ssh port was a text, and an empty one the usual port.
        let port = server["port"].as_u64().map(|port| port.to_string());
        server["port"] = port.unwrap_or_default().into();
        beside(server, older);
    }
    output
}

fn output(_: &str, mut output: Value) -> Value {
    if let Some(task) = output.get_mut("task") {
        task_names(task);
    }
    output
}
