//! No text makes the phrase readers panic, and what they read can be shown and
//! read again.
#![no_main]

use std::sync::LazyLock;

use datephrase::rrule::Rule;
use datephrase::{Options, find, parse, parse_recurrence};
use jiff::Zoned;
use libfuzzer_sys::fuzz_target;

static NOW: LazyLock<Zoned> = LazyLock::new(|| {
    "2026-11-18T10:30[Europe/Berlin]"
        .parse()
        .expect("a time in a zone of the system")
});

fuzz_target!(|text: &str| {
    for day_first in [false, true] {
        let options = Options { day_first };
        if let Ok(reading) = parse(text, &NOW, &options) {
            assert!(!reading.text().is_empty());
            let _ = reading.note();
        }
        if let Ok(found) = parse_recurrence(text, &NOW, &options) {
            assert_eq!(Rule::parse(&found.rrule), Ok(found.rule.clone()));
            let again = parse_recurrence(&found.words(), &NOW, &options);
            assert_eq!(again.map(|again| again.rule), Ok(found.rule));
        }
        if let Some(found) = find(text, &NOW, &options) {
            assert!(text.get(found.span).is_some());
        }
    }
    let _ = Rule::parse(text);
    let _ = Rule::from_repeat(text, NOW.datetime());
});
