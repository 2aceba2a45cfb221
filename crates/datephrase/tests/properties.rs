//! What holds for any text.
#![allow(clippy::expect_used, clippy::panic)]

use datephrase::rrule::Rule;
use datephrase::{Due, MAX_PHRASE, Options, find, parse, parse_recurrence};
use jiff::Zoned;
use jiff::civil::{DateTime, Time};
use proptest::prelude::*;

/// Pieces of phrases, so that most random rows of them are nearly right.
const WORDS: [&str; 72] = [
    "at",
    "on",
    "by",
    "in",
    "the",
    "of",
    "every",
    "each",
    "other",
    "next",
    "this",
    "last",
    "today",
    "tomorrow",
    "tonight",
    "monday",
    "tue",
    "friday",
    "sunday",
    "may",
    "dec",
    "february",
    "march",
    "1",
    "5",
    "9",
    "12",
    "17",
    "25",
    "31",
    "2027",
    "1530",
    "5pm",
    "12am",
    "9:30",
    "17:00",
    "25:00",
    "am",
    "p.m.",
    "noon",
    "midnight",
    "morning",
    "evening",
    "eod",
    "hour",
    "hours",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "half",
    "quarter",
    "past",
    "to",
    "and",
    "or",
    "-",
    ",",
    "/",
    "first",
    "3rd",
    "end",
    "christmas",
    "before",
    "after",
    "from",
    "now",
    "until",
    "UTC",
    "Europe/Berlin",
];

fn phrase() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 0..9).prop_map(|words| words.join(" "))
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![phrase(), ".{0,60}", "[ -~]{0,40}", "[0-9:./apm +-]{0,24}"]
}

fn now() -> impl Strategy<Value = Zoned> {
    let zones = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Pacific/Kiritimati",
    ];
    (
        1_700_000_000_i64..2_400_000_000,
        prop::sample::select(zones.to_vec()),
    )
        .prop_map(|(second, zone)| {
            let instant = jiff::Timestamp::from_second(second).expect("in range");
            instant.in_tz(zone).expect("a zone")
        })
}

fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nothing_panics_and_words_never_lead_back(text in any_text(), now in now(), day_first: bool) {
        let options = Options { day_first };
        let _ = parse_recurrence(&text, &now, &options);
        let _ = Rule::parse(&text);
        let _ = Rule::from_repeat(&text, now.datetime());
        let Ok(reading) = parse(&text, &now, &options) else { return Ok(()) };
        let due = reading.due.instant(now.time_zone(), Time::MAX).expect("an instant");
        let over = match &reading.due {
            Due::Date(date) => *date < now.date(),
            _ => due < now.timestamp(),
        };
        prop_assert!(!over || has_year(&text), "{text:?} is {}", reading.text());
        if !over {
            let again = parse(reading.text(), &now, &options);
            prop_assert_eq!(again.map(|again| again.text().to_owned()), Ok(reading.text().to_owned()));
        }
    }

    #[test]
    fn case_and_spaces_do_not_matter(text in phrase(), now in now()) {
        let options = Options::default();
        let read = |text: &str| parse(text, &now, &options).map(|reading| reading.due).ok();
        let plain = read(&text);
        prop_assert_eq!(&read(&text.to_uppercase()), &plain);
        prop_assert_eq!(&read(&format!("\n {}\t", text.replace(' ', "  "))), &plain);
    }

    #[test]
    fn a_found_phrase_is_part_of_its_sentence(text in any_text(), more in phrase(), now in now()) {
        let sentence = format!("{more} call the dentist {text}");
        if let Some(found) = find(&sentence, &now, &Options::default()) {
            prop_assert!(sentence.get(found.span.clone()).is_some_and(|phrase| !phrase.is_empty()));
            prop_assert!(!found.title.is_empty());
        }
    }

    #[test]
    fn the_words_of_a_repetition_read_back(text in phrase(), now in now()) {
        let options = Options::default();
        let sentence = format!("every {text}");
        let Ok(found) = parse_recurrence(&sentence, &now, &options) else { return Ok(()) };
        let again = parse_recurrence(&found.words(), &now, &options);
        prop_assert_eq!(again.map(|again| (again.rule, again.time)), Ok((found.rule, found.time)));
    }

    #[test]
    fn long_text_is_refused(text in ".{201,400}", now in now()) {
        prop_assert!(text.len() > MAX_PHRASE);
        prop_assert!(parse(&text, &now, &Options::default()).is_err());
        prop_assert!(parse_recurrence(&text, &now, &Options::default()).is_err());
    }

    #[test]
    fn occurrences_come_in_order(second in 0_i64..4_000_000_000, steps in 1_usize..40) {
        let start: DateTime = jiff::Timestamp::from_second(second)
            .expect("in range").to_zoned(jiff::tz::TimeZone::UTC).datetime();
        for text in ["FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "FREQ=MONTHLY",
                     "FREQ=MONTHLY;BYMONTHDAY=30,31,-1", "FREQ=MONTHLY;BYDAY=5FR", "FREQ=YEARLY"] {
            let rule = Rule::parse(text).expect("a rule");
            let mut at = start;
            for _ in 0..steps {
                let next = rule.next_after(start, at).expect("no end");
                prop_assert!(next > at);
                prop_assert_eq!(next.time(), start.time());
                at = next;
            }
        }
    }
}
