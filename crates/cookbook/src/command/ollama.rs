//! Ollama's actions.

use operation::{Error, Result};

/// What may be asked of Ollama: its server, a model in it, a model to fetch.
pub(super) fn check(arguments: &[String]) -> Result<()> {
    let mut words = arguments.iter().map(String::as_str);
    match words.next() {
        Some("serve" | "start") => Ok(()),
        Some(action @ ("run" | "pull")) => match words.find(|word| !word.starts_with('-')) {
            Some(_) => Ok(()),
            None => Err(
                Error::bad_input(format!("`ollama {action}` lacks the model."))
                    .hint(format!("Write, for example, `ollama {action} qwen3:8b`.")),
            ),
        },
        _ => Err(
            Error::bad_input("Of Ollama, `serve`, `run` and `pull` may be used.")
                .hint("Write `ollama serve`, `ollama run MODEL` or `ollama pull MODEL`."),
        ),
    }
}

/// Where `OLLAMA_HOST` makes it listen: `[scheme://]host[:port][/path]` (Ollama `envconfig.Host`).
pub(super) fn listens(setting: &str) -> (&str, u16) {
    let (default, rest) = match setting.trim().split_once("://") {
        Some(("http", rest)) => (80, rest),
        Some(("https", rest)) => (443, rest),
        Some((_, rest)) => (11434, rest),
        None => (11434, setting.trim()),
    };
    let place = rest.split('/').next().unwrap_or_default();
    // An IPv6 address without brackets has no port.
    let bare = place.matches(':').count() > 1 && !place.contains(']');
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !bare && !port.ends_with(']') => {
            (host, port.parse().unwrap_or(default))
        }
        _ => (place, default),
    };
    match host.trim_matches(['[', ']']) {
        "" if place.is_empty() => ("127.0.0.1", port),
        "" => ("0.0.0.0", port),
        host => (host, port),
    }
}
