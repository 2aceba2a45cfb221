//! A task as text, for reading.

use std::fmt::Write as _;

use serde_json::Value;

/// The task in a line, and below it why it failed and what may help: at most `commands` of those.
pub(crate) fn told(task: &Value, commands: usize) -> String {
    let text = |name: &str| task[name].as_str().unwrap_or_default();
    let mut told = format!(
        "- `{}` **{}** {} on {}",
        text("session_id"),
        text("state"),
        text("name"),
        text("host")
    );
    // Writing to a string cannot fail.
    if let Some(port) = task["port"].as_u64() {
        let _ = write!(told, " port {port}");
    }
    if task["reachable"] == false {
        told.push_str(" (host does not answer; last known state)");
    }
    let words = ["error", "phase"].into_iter().map(text);
    if let Some(words) = words.into_iter().find(|words| !words.is_empty()) {
        let _ = write!(told, ": {words}");
    }
    if let Some(address) = task["base_url"].as_str() {
        let _ = write!(told, "\n  - its API: {address}");
    }
    let diagnosis = &task["diagnosis"];
    if let Some(message) = diagnosis["message"].as_str() {
        let _ = write!(told, "\n  - why: {message}");
    }
    if let Some(line) = diagnosis["root"]["line"].as_str() {
        let _ = write!(told, "\n  - its log says: {}", line.trim());
    }
    let suggestions = diagnosis["suggestions"].as_array();
    for suggestion in suggestions.into_iter().flatten().take(commands) {
        let label = suggestion["label"].as_str().unwrap_or_default();
        let _ = match suggestion["command"].as_str() {
            Some(command) => write!(told, "\n  - try `{command}` ({label})"),
            None => write!(told, "\n  - or: {label}"),
        };
    }
    told
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_failed_is_told_with_its_cause_and_its_remedies() {
        let task = json!({
            "session_id": "serve-1", "state": "failed", "name": "tiny", "host": "local", "port": 8080,
            "reachable": true, "error": "It ended with exit code 1.", "phase": null,
            "diagnosis": {
                "message": "The program does not know the argument `--x`.",
                "root": { "line": "error: invalid argument: --x ", "offset": 7 },
                "suggestions": [
                    { "label": "Without --x", "command": "llama-server --port 8080", "why": "." },
                    { "label": "Update it", "action": { "kind": "manual" }, "why": "." },
                    { "label": "One too many", "why": "." },
                ],
            },
        });
        assert_eq!(
            told(&task, 2),
            "- `serve-1` **failed** tiny on local port 8080: It ended with exit code 1.\n  \
             - why: The program does not know the argument `--x`.\n  \
             - its log says: error: invalid argument: --x\n  \
             - try `llama-server --port 8080` (Without --x)\n  \
             - or: Update it"
        );
    }

    #[test]
    fn what_answers_is_told_with_its_address() {
        let task = json!({
            "session_id": "serve-1", "state": "ready", "name": "tiny", "host": "gpu", "port": 1,
            "reachable": false, "base_url": "http://gpu:1/v1",
        });
        assert_eq!(
            told(&task, 2),
            "- `serve-1` **ready** tiny on gpu port 1 (host does not answer; last known state)\n  \
             - its API: http://gpu:1/v1"
        );
    }
}
