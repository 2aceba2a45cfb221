//! Every phrase of the table reads as the table says, however it is typed.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use datephrase::{Due, Reading, Refusal, parse};
use jiff::Zoned;
use support::{Line, lines, report};

const TABLE: &str = include_str!("phrases.tsv");

fn shown(outcome: &Result<Reading, Refusal>) -> String {
    match outcome {
        Ok(reading) => reading.text().to_owned(),
        Err(refusal) => format!("!{:?}", refusal.kind()),
    }
}

#[test]
fn reads_as_the_table_says() {
    let table = lines(TABLE);
    assert!(table.len() >= 600);
    let wrong = |line: &Line<'_>| {
        let shown = shown(&parse(&line.said, &line.now, &line.options));
        (shown != line.expected[0]).then(|| {
            format!(
                "{}: {:?} is {shown}, not {}",
                line.number, line.said, line.expected[0]
            )
        })
    };
    report(table.iter().filter_map(wrong).collect());
}

#[test]
fn case_and_spaces_do_not_matter() {
    let mut wrong = Vec::new();
    for line in lines(TABLE) {
        let variants = [
            line.said.to_uppercase(),
            line.said.to_lowercase(),
            format!(" \t{} ", line.said.replace(' ', " \u{2003} ")),
            line.said.replace(' ', "\u{a0}"),
        ];
        for variant in variants {
            let shown = shown(&parse(&variant, &line.now, &line.options));
            if shown != line.expected[0] {
                wrong.push(format!(
                    "{}: {variant:?} is {shown}, not {}",
                    line.number, line.expected[0]
                ));
            }
        }
    }
    report(wrong);
}

fn starts_with_a_year(phrase: &str) -> bool {
    phrase
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4)
}

fn is_over(reading: &Reading, now: &Zoned) -> bool {
    match &reading.due {
        Due::Date(date) => *date < now.date(),
        Due::Wall { at, zone } => zone.to_timestamp(*at).expect("a time") < now.timestamp(),
        Due::Instant(at) => *at < now.timestamp(),
    }
}

#[test]
fn words_lead_forward_and_the_reading_reads_back() {
    let mut wrong = Vec::new();
    for line in lines(TABLE) {
        let Ok(reading) = parse(&line.said, &line.now, &line.options) else {
            continue;
        };
        if is_over(&reading, &line.now) {
            if !starts_with_a_year(&line.said) {
                wrong.push(format!("{}: {:?} is over", line.number, line.said));
            }
            continue;
        }
        let again = parse(reading.text(), &line.now, &line.options);
        let same = again.as_ref().is_ok_and(|again| {
            let zone = line.now.time_zone();
            let noon = jiff::civil::time(12, 0, 0, 0);
            again.text() == reading.text()
                && again.due.instant(zone, noon) == reading.due.instant(zone, noon)
        });
        if !same {
            wrong.push(format!(
                "{}: {:?} reads back as {}",
                line.number,
                reading.text(),
                shown(&again)
            ));
        }
    }
    report(wrong);
}

#[test]
fn refusals_say_what_would_be_right() {
    let mut wrong = Vec::new();
    for line in lines(TABLE) {
        if let Err(refusal) = parse(&line.said, &line.now, &line.options) {
            let sentence = refusal.to_string();
            let helps = [
                "Write",
                "write",
                "Give",
                "Say",
                "as in",
                "such as",
                "accepted",
                "Times go",
                "they go",
                "there are",
                "outside",
                "have at most",
                "has no",
                "did you",
            ]
            .iter()
            .any(|word| sentence.contains(word));
            if !helps || sentence.len() > 500 || sentence.chars().any(char::is_control) {
                wrong.push(format!("{}: {sentence}", line.number));
            }
        }
    }
    report(wrong);
}
