//! How busy a model server says that it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a server that has nothing to do is.
pub(super) const IDLE: &str = "idle";

/// How busy a model server is, as its log told last. What an engine does not tell is null.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Load {
    /// Tokens that are generated in a second: of all requests together (vLLM, SGLang), or of the last one (llama.cpp).
    pub(crate) tokens_per_second: Option<f64>,
    /// Requests that are worked on.
    pub(crate) running: Option<u32>,
    /// Requests that wait for their turn.
    pub(crate) waiting: Option<u32>,
}

impl Load {
    /// Whether anything is known.
    pub(super) fn is_known(&self) -> bool {
        self.tokens_per_second.is_some()
    }

    /// Whether the line is one that tells of the load. Lines come from the last to the first, and the last that does counts.
    pub(super) fn read(&mut self, body: &str) -> bool {
        let (speed, running, waiting) = if body.contains("generation throughput: ") {
            // vLLM
            (
                number_after(body, "generation throughput: "),
                number_after(body, "Running: "),
                number_after(body, "Waiting: ").or_else(|| number_after(body, "Pending: ")),
            )
        } else if body.contains("gen throughput (token/s): ") {
            // SGLang
            (
                number_after(body, "gen throughput (token/s): "),
                number_after(body, "#running-req: "),
                number_after(body, "#queue-req: "),
            )
        } else if body.contains(" eval time =") && !body.contains("prompt eval time") {
            // llama.cpp
            (number_before(body, " tokens per second"), None, None)
        } else {
            return body.contains("Prefill batch") && body.contains("#new-seq");
        };
        if !self.is_known() {
            self.tokens_per_second = speed;
            self.running = running.and_then(whole);
            self.waiting = waiting.and_then(whole);
        }
        true
    }

    /// In words: `81 tok/s, 1 running`.
    pub(super) fn words(&self) -> Option<String> {
        let speed = self.tokens_per_second?;
        if self.running == Some(0) && self.waiting.unwrap_or(0) == 0 && speed == 0.0 {
            return Some(IDLE.to_owned());
        }
        let mut words = if speed < 10.0 {
            format!("{speed:.1} tok/s")
        } else {
            format!("{speed:.0} tok/s")
        };
        if let Some(running) = self.running {
            words.push_str(&format!(", {running} running"));
        }
        if let Some(waiting) = self.waiting.filter(|waiting| *waiting > 0) {
            words.push_str(&format!(", {waiting} waiting"));
        }
        Some(words)
    }
}

fn number_after(body: &str, words: &str) -> Option<f64> {
    let (_, after) = body.split_once(words)?;
    let end = after
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(after.len());
    number(after.get(..end)?)
}

fn number_before(body: &str, words: &str) -> Option<f64> {
    let (before, _) = body.split_once(words)?;
    number(before.rsplit([' ', ',', '(']).next()?)
}

/// A number that can be one: neither infinite nor written with a trailing full stop.
fn number(text: &str) -> Option<f64> {
    text.trim_end_matches('.')
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
}

fn whole(number: f64) -> Option<u32> {
    format!("{number:.0}").parse().ok()
}
