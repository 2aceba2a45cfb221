//! Every repeating phrase of the table gives its rule, and the words lead back.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use datephrase::rrule::Rule;
use datephrase::{Recurrence, Refusal, describe_rrule, parse_recurrence};
use support::{lines, report};

const TABLE: &str = include_str!("repeats.tsv");

fn shown(outcome: &Result<Recurrence, Refusal>) -> Vec<String> {
    match outcome {
        Ok(found) => vec![
            found.rrule.clone(),
            found.first.text().to_owned(),
            found.words(),
        ],
        Err(refusal) => vec![format!("!{:?}", refusal.kind())],
    }
}

#[test]
fn reads_as_the_table_says() {
    let mut wrong = Vec::new();
    for line in lines(TABLE) {
        for said in [
            line.said.clone(),
            line.said.to_uppercase(),
            line.said.replace(' ', "  "),
        ] {
            let shown = shown(&parse_recurrence(&said, &line.now, &line.options));
            if shown != line.expected {
                wrong.push(format!(
                    "{}: {said:?} is {shown:?}, not {:?}",
                    line.number, line.expected
                ));
            }
        }
    }
    report(wrong);
}

#[test]
fn words_and_rules_lead_back() {
    let mut wrong = Vec::new();
    for line in lines(TABLE) {
        let Ok(found) = parse_recurrence(&line.said, &line.now, &line.options) else {
            continue;
        };
        let again = parse_recurrence(&found.words(), &line.now, &line.options);
        let same_words =
            again.is_ok_and(|again| again.rule == found.rule && again.time == found.time);
        let same_rule = Rule::parse(&found.rrule).as_ref() == Ok(&found.rule);
        let described = describe_rrule(&found.rrule) == Some(found.rule.words());
        if !(same_words && same_rule && described) {
            wrong.push(format!("{}: {:?}", line.number, found.words()));
        }
    }
    report(wrong);
}
