//! Sentences for quick add: what is a date in them, and what is none.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use datephrase::find;
use support::{lines, report};

const TABLE: &str = include_str!("sentences.tsv");

#[test]
fn finds_what_the_table_says() {
    let table = lines(TABLE);
    assert!(table.len() >= 120);
    assert!(table.iter().filter(|line| line.expected == ["-"]).count() >= 60);
    let mut wrong = Vec::new();
    for line in table {
        let shown = match find(&line.said, &line.now, &line.options) {
            None => vec!["-".to_owned()],
            Some(found) => vec![
                found.title,
                found.reading.text().to_owned(),
                found
                    .recurrence
                    .map_or("-".to_owned(), |recurrence| recurrence.words()),
            ],
        };
        if shown != line.expected {
            wrong.push(format!(
                "{}: {:?} is {shown:?}, not {:?}",
                line.number, line.said, line.expected
            ));
        }
    }
    report(wrong);
}

#[test]
fn spans_are_the_words_that_left_the_title() {
    for line in lines(TABLE) {
        let Some(found) = find(&line.said, &line.now, &line.options) else {
            continue;
        };
        let phrase = &line.said[found.span.clone()];
        assert!(
            !found.title.contains(phrase),
            "{}: {phrase:?} stays in {:?}",
            line.number,
            found.title
        );
        if let Some(also) = found.also {
            assert!(also.start >= found.span.end);
        }
    }
}
