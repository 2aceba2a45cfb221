//! Rules as text, as words, and their occurrences: beside another implementation
//! where the two agree by the RFC, from a table where ours departs from it.
#![allow(clippy::expect_used, clippy::panic)]

use datephrase::rrule::Rule;
use datephrase::{describe_rrule, next_occurrence};
use jiff::ToSpan;
use jiff::civil::DateTime;
use proptest::prelude::*;

fn at(text: &str) -> DateTime {
    text.parse().expect("a date and time")
}

/// The first `count` occurrences on or after `anchor`.
fn ours(rule: &str, anchor: DateTime, count: usize) -> Vec<DateTime> {
    let mut after = anchor.checked_sub(1.second()).expect("a second before");
    let next = || {
        after = next_occurrence(rule, anchor, after)?;
        Some(after)
    };
    std::iter::from_fn(next).take(count).collect()
}

fn theirs(rule: &str, anchor: DateTime, count: u16) -> Vec<DateTime> {
    let text = format!(
        "DTSTART:{}Z\nRRULE:{rule}",
        anchor.strftime("%Y%m%dT%H%M%S")
    );
    let set: rrule::RRuleSet = text.parse().expect("a rule the other one knows");
    let shown = set
        .all(count)
        .dates
        .into_iter()
        .map(|date| date.naive_utc().to_string());
    shown.map(|date| at(&date.replace(' ', "T"))).collect()
}

const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn days() -> impl Strategy<Value = String> {
    prop::sample::subsequence(&CODES[..], 1..5).prop_map(|days| days.join(","))
}

/// Any rule but those on days that not every month has.
fn any_rule() -> impl Strategy<Value = String> {
    let nth = (
        prop::sample::select(vec![-1, 1, 2, 3, 4, 5]),
        prop::sample::select(&CODES[..]),
    );
    let pattern = prop_oneof![
        Just("FREQ=DAILY".to_owned()),
        Just("FREQ=WEEKLY".to_owned()),
        days().prop_map(|days| format!("FREQ=WEEKLY;BYDAY={days}")),
        Just("FREQ=MONTHLY".to_owned()),
        (1..=28).prop_map(|day| format!("FREQ=MONTHLY;BYMONTHDAY={day}")),
        (1..=14, 15..=28).prop_map(|(a, b)| format!("FREQ=MONTHLY;BYMONTHDAY={a},{b},-1")),
        nth.clone()
            .prop_map(|(nth, day)| format!("FREQ=MONTHLY;BYDAY={nth}{day}")),
        Just("FREQ=YEARLY".to_owned()),
        (1..=12, 1..=28).prop_map(|(m, d)| format!("FREQ=YEARLY;BYMONTH={m};BYMONTHDAY={d}")),
        (1..=12, nth).prop_map(|(m, (n, d))| format!("FREQ=YEARLY;BYMONTH={m};BYDAY={n}{d}")),
    ];
    let end = prop_oneof![
        Just(String::new()),
        (1..30).prop_map(|count| format!(";COUNT={count}")),
    ];
    (pattern, 1..6, end).prop_map(|(pattern, interval, end)| match interval {
        1 => format!("{pattern}{end}"),
        _ => format!(
            "{};INTERVAL={interval}{}{end}",
            pattern_freq(&pattern),
            pattern_rest(&pattern)
        ),
    })
}

fn pattern_freq(pattern: &str) -> &str {
    pattern.split(';').next().unwrap_or(pattern)
}

fn pattern_rest(pattern: &str) -> &str {
    pattern.get(pattern_freq(pattern).len()..).unwrap_or("")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn agrees_with_another_implementation(
        rule in any_rule(), year in 1990_i16..2060, month in 1_i8..=12, day in 1_i8..=28,
        minute in 0_i8..60,
    ) {
        let anchor = jiff::civil::date(year, month, day).at(9, minute, 0, 0);
        let parsed = Rule::parse(&rule).expect("a supported rule");
        prop_assert_eq!(parsed.to_string(), rule.clone());
        prop_assert_eq!(ours(&rule, anchor, 20), theirs(&rule, anchor, 20), "{} from {}", rule, anchor);
    }

    #[test]
    fn jumping_far_ahead_is_the_same_as_walking(
        rule in any_rule(), day in 1_i8..=28, skip in 1_usize..60,
    ) {
        let anchor = jiff::civil::date(2026, 3, day).at(9, 0, 0, 0);
        let all = ours(&rule, anchor, skip + 1);
        for pair in all.windows(2) {
            let between = pair[0].checked_add(1.minute()).expect("in range");
            prop_assert_eq!(next_occurrence(&rule, anchor, pair[0]), Some(pair[1]));
            prop_assert_eq!(next_occurrence(&rule, anchor, between), Some(pair[1]));
        }
    }
}

#[test]
fn a_day_the_month_lacks_is_its_last() {
    let table: [(&str, &str, &[&str]); 8] = [
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "2027-01-31T09:00",
            &[
                "2027-01-31",
                "2027-02-28",
                "2027-03-31",
                "2027-04-30",
                "2027-05-31",
            ],
        ),
        (
            "FREQ=MONTHLY",
            "2027-01-30T09:00",
            &["2027-01-30", "2027-02-28", "2027-03-30"],
        ),
        (
            "FREQ=MONTHLY",
            "2028-01-30T09:00",
            &["2028-01-30", "2028-02-29", "2028-03-30"],
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=30,31,-1",
            "2027-01-30T09:00",
            &[
                "2027-01-30",
                "2027-01-31",
                "2027-02-28",
                "2027-03-30",
                "2027-03-31",
            ],
        ),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            "2027-01-01T09:00",
            &["2027-02-28", "2028-02-29", "2029-02-28"],
        ),
        (
            "FREQ=YEARLY",
            "2028-02-29T09:00",
            &[
                "2028-02-29",
                "2029-02-28",
                "2030-02-28",
                "2031-02-28",
                "2032-02-29",
            ],
        ),
        (
            "FREQ=DAILY;UNTIL=20270102",
            "2026-12-31T09:00",
            &["2026-12-31", "2027-01-01", "2027-01-02"],
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO;COUNT=2",
            "2026-11-18T09:00",
            &["2026-11-23", "2026-11-30"],
        ),
    ];
    for (rule, anchor, expected) in table {
        let all = ours(rule, at(anchor), 20);
        let dates: Vec<String> = all.iter().map(|at| at.date().to_string()).collect();
        let ends = rule.contains("COUNT") || rule.contains("UNTIL");
        let shown = if ends {
            &dates[..]
        } else {
            &dates[..expected.len()]
        };
        assert_eq!(shown, expected, "{rule} from {anchor}");
    }
}

#[test]
fn rules_outside_the_subset_are_refused() {
    let refused = [
        "",
        "FREQ",
        "FREQ=",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "BYDAY=MO",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=-2FR",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=1MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1",
        "FREQ=YEARLY;BYMONTH=5",
        "FREQ=YEARLY;BYMONTHDAY=5",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1000",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=10000",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=20270230",
        "FREQ=DAILY;UNTIL=20270101T000000Z",
        "FREQ=DAILY;UNTIL=2027-01-01",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=WEEKLY;WKST=SU",
        "FREQ=DAILY;",
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        "DTSTART:20270101\nRRULE:FREQ=DAILY",
        "every day",
    ];
    for text in refused {
        let refusal = Rule::parse(text).expect_err(text).to_string();
        assert!(refusal.contains("FREQ=WEEKLY;BYDAY=MO"), "{refusal}");
        assert_eq!(describe_rrule(text), None);
        assert_eq!(
            next_occurrence(text, at("2027-01-01T09:00"), at("2027-01-01T09:00")),
            None
        );
    }
}

#[test]
fn other_spellings_come_out_in_one_form() {
    let table = [
        (
            "rrule:freq=weekly;byday=mo",
            "FREQ=WEEKLY;BYDAY=MO",
            "every week on Monday",
        ),
        (
            "FREQ=WEEKLY;WKST=MO;BYDAY=TH,MO,TH",
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "every week on Monday and Thursday",
        ),
        (
            "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "every weekday",
        ),
        ("INTERVAL=1;FREQ=DAILY", "FREQ=DAILY", "every day"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1,15,1",
            "FREQ=MONTHLY;BYMONTHDAY=1,15,-1",
            "every month on the 1st, the 15th and the last day",
        ),
        (
            "FREQ=DAILY;UNTIL=20270101T235959",
            "FREQ=DAILY;UNTIL=20270101",
            "every day until Fri 1 Jan 2027",
        ),
        (
            "FREQ=YEARLY;BYMONTHDAY=24;BYMONTH=12",
            "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
            "every year on 24 December",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2",
            "FREQ=WEEKLY;INTERVAL=2",
            "every 2 weeks",
        ),
    ];
    for (text, rule, words) in table {
        let parsed = Rule::parse(text).expect(text);
        assert_eq!(
            (parsed.to_string().as_str(), parsed.words().as_str()),
            (rule, words)
        );
    }
}

#[test]
fn short_repeat_words_become_rules() {
    // Friday 27 November 2026: the fourth and last Friday of its month.
    let due = at("2026-11-27T09:00");
    let table = [
        ("none", None),
        ("", None),
        ("daily", Some("FREQ=DAILY")),
        (" Daily ", Some("FREQ=DAILY")),
        ("weekly:0", Some("FREQ=WEEKLY;BYDAY=SU")),
        ("weekly:6", Some("FREQ=WEEKLY;BYDAY=SA")),
        ("weekly", Some("FREQ=WEEKLY;BYDAY=FR")),
        ("monthly:day:31", Some("FREQ=MONTHLY;BYMONTHDAY=31")),
        ("monthly", Some("FREQ=MONTHLY;BYMONTHDAY=27")),
        ("monthly:nth:2:1", Some("FREQ=MONTHLY;BYDAY=2MO")),
        ("monthly:last:5", Some("FREQ=MONTHLY;BYDAY=-1FR")),
        ("monthly_nth_weekday", Some("FREQ=MONTHLY;BYDAY=4FR")),
        ("monthly_last_weekday", Some("FREQ=MONTHLY;BYDAY=-1FR")),
        ("yearly", Some("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=27")),
    ];
    for (repeat, expected) in table {
        let rule = Rule::from_repeat(repeat, due).expect(repeat);
        assert_eq!(
            rule.map(|rule| rule.to_string()).as_deref(),
            expected,
            "{repeat}"
        );
    }
    let fifth = Rule::from_repeat("monthly_nth_weekday", at("2027-01-29T09:00")).expect("a rule");
    assert_eq!(
        fifth.map(|rule| rule.to_string()).as_deref(),
        Some("FREQ=MONTHLY;BYDAY=-1FR")
    );
    for wrong in [
        "weekly:7",
        "weekly:",
        "monthly:day:0",
        "monthly:day:32",
        "monthly:nth:5:1",
        "monthly:nth:1",
        "monthly:last:x",
        "hourly",
        "daily:1",
        "every day",
    ] {
        assert!(Rule::from_repeat(wrong, due).is_err(), "{wrong}");
    }
}
