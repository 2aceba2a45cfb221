//! Changes of the command: what a change of the table comes to for this engine and these values.

use super::change::Ground;
use super::knob::{self, Knob};
use super::{Suggestion, nearest};
use crate::command::Engine;

/// The context that is tried first where the command names none, in tokens.
const CONTEXT: u32 = 8192;

impl Ground<'_> {
    pub(super) fn shorter(&self) -> Option<Suggestion> {
        let flag = Knob::Context.flags(self.engine()).first();
        let now: Option<u32> = match flag {
            Some(flag) => self.facts.command?.flag(flag).and_then(knob::tokens),
            None => self
                .facts
                .command?
                .variable("OLLAMA_CONTEXT_LENGTH")
                .and_then(knob::tokens),
        };
        if self.taken.contains_key("tokens") {
            return None;
        }
        let named = self
            .taken
            .get("length")
            .and_then(|text| knob::tokens(text))
            .filter(|named| *named > 0);
        let (length, why) = match (named, now) {
            (Some(named), _) => (named, "It is the length that the log names."),
            (None, Some(now)) if now > 512 => (now / 2, "A shorter context needs less memory."),
            (None, Some(_)) => return None,
            (None, None) => (CONTEXT, "A shorter context needs less memory."),
        };
        if now.is_some_and(|now| now <= length) {
            return None;
        }
        match flag {
            Some(flag) => self.set(flag, &length.to_string(), why),
            // `ollama run` only asks a server, which has its own.
            None if self.engine() == Engine::Ollama
                && self
                    .facts
                    .command?
                    .words()
                    .iter()
                    .any(|word| word == "serve") =>
            {
                let value = length.to_string();
                let label = format!("OLLAMA_CONTEXT_LENGTH={value}");
                self.edited(
                    |command| command.with_variable("OLLAMA_CONTEXT_LENGTH", &value),
                    &label,
                    why,
                )
            }
            None => None,
        }
    }

    pub(super) fn longer(&self) -> Option<Suggestion> {
        let flag = Knob::Context.flags(self.engine()).first()?;
        let needed = knob::tokens(self.taken.get("tokens")?)?;
        let now = self.facts.command?.flag(flag).and_then(knob::tokens)?;
        // Room for an answer too, in whole steps.
        let length = needed.checked_add(1)?.checked_next_multiple_of(1024)?;
        (length > now)
            .then(|| self.set(flag, &length.to_string(), "The prompts need that much."))
            .flatten()
    }

    /// The flag of the command that the log names, also as the engine writes it inside: `max_num_seqs`.
    pub(super) fn named_flag(&self) -> Option<&str> {
        let command = self.facts.command?;
        if let Some(flag) = self.taken.get("flag") {
            return Some(flag);
        }
        let place = |word: &str| {
            let name = word.strip_prefix("--")?.replace('-', "_");
            let text = self.line.find(&name).filter(|_| name.contains('_'))?;
            Some(text)
        };
        let flags = command
            .words()
            .iter()
            .map(|word| word.split('=').next().unwrap_or(word));
        flags
            .filter_map(|flag| Some((place(flag)?, flag)))
            .min()
            .map(|(_, flag)| flag)
    }

    pub(super) fn share(&self, knob: Knob, step: f64, why: &str) -> Option<Suggestion> {
        let flag = knob.flags(self.engine()).first()?;
        let given = self
            .facts
            .command?
            .flag(flag)
            .and_then(|text| text.parse::<f64>().ok());
        let now = given.or(knob.usual(self.engine()))?;
        let value = (now + step).clamp(0.3, 0.95);
        // Hundredths: shares are written with two digits.
        let value = format!("{:.2}", value);
        if (value.parse::<f64>().ok()? - now).abs() < 0.005 {
            return None;
        }
        self.set(flag, value.trim_end_matches('0'), why)
    }

    pub(super) fn fewer(&self, knob: Knob) -> Option<Suggestion> {
        let flag = knob.flags(self.engine()).first()?;
        let given = self
            .facts
            .command?
            .flag(flag)
            .and_then(|text| text.parse::<u32>().ok());
        let value = match given {
            Some(now) if now > 1 => now / 2,
            Some(_) => return None,
            None => knob.first_try(self.engine())?,
        };
        self.set(flag, &value.to_string(), knob.why())
    }

    pub(super) fn parallel(&self, next: impl Fn(u32) -> u32) -> Option<Suggestion> {
        let flag = Knob::Parallel.flags(self.engine()).first()?;
        let now = self
            .facts
            .command?
            .flag(flag)
            .map_or(Some(1), |text| text.parse().ok())?;
        let value = next(now);
        if value == now || value == 0 || self.facts.gpus.is_some_and(|gpus| value > gpus) {
            return None;
        }
        let why = if value > now {
            "The model is then divided among more GPUs."
        } else {
            "Fewer parts have to fit and to talk to each other."
        };
        self.set(flag, &value.to_string(), why)
    }

    pub(super) fn rename(&self) -> Option<Suggestion> {
        let flag = self.taken.get("flag")?;
        let command = self.facts.command?;
        let value = command.flag(flag)?;
        let known = nearest::offered(self.line, flag)
            .or_else(|| nearest::of(flag, knob::known(self.engine())))?;
        if command.flag(&known).is_some() {
            return None;
        }
        let value = (!value.is_empty()).then_some(value);
        self.edited(
            |command| command.without_flag(flag).with_flag(&known, value),
            &format!("{known} instead of {flag}"),
            "It is the flag that is spelled most like it.",
        )
    }

    pub(super) fn nearest_value(&self) -> Option<Suggestion> {
        let command = self.facts.command?;
        let choices = nearest::choices(self.line);
        let flag = match self.taken.get("flag").filter(|flag| flag.starts_with('-')) {
            Some(flag) => flag.clone(),
            None => {
                let said = self.line.to_ascii_lowercase();
                let known = knob::VALUED.iter().find(|(words, _)| said.contains(words));
                known.map(|(_, flag)| (*flag).to_owned())?
            }
        };
        let given = command.flag(&flag)?;
        match nearest::of(given, choices.iter().map(String::as_str)) {
            Some(value) => self.set(
                &flag,
                &value,
                "It is the allowed value that is spelled most like it.",
            ),
            None => self.remove(&flag, "Without it, the engine takes its default."),
        }
    }

    pub(super) fn port(&self, port: Option<u16>) -> Option<Suggestion> {
        let command = self.facts.command?;
        let next = || command.port().and_then(|port| port.checked_add(1));
        let port = port.or_else(next)?;
        if command.port() == Some(port) {
            return None;
        }
        self.edited(
            |command| command.with_port(port),
            &format!("Port {port}"),
            "Nothing is known to listen there.",
        )
    }
}

/// The greatest power of two below: models are divided evenly by those.
pub(super) fn previous_power(now: u32) -> u32 {
    (0..u32::BITS)
        .map(|bit| 1 << bit)
        .take_while(|power| *power < now)
        .last()
        .unwrap_or(1)
}
