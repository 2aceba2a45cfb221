//! The user's zone decides what a phrase means, also on the days the clocks change.
#![allow(clippy::expect_used, clippy::panic)]

use datephrase::{Due, Options, Reading, parse};
use jiff::civil::{Time, date, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Zones with every kind of offset: whole, half and quarter hours, both edges of
/// the date line, daylight saving of either hemisphere, of half an hour, and none.
const ZONES: [&str; 24] = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Europe/Moscow",
    "Europe/Dublin",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/New_York",
    "America/St_Johns",
    "America/Los_Angeles",
    "America/Sao_Paulo",
];

fn read(phrase: &str, now: &Zoned) -> Reading {
    match parse(phrase, now, &Options::default()) {
        Ok(reading) => reading,
        Err(refusal) => panic!("{phrase} at {now}: {refusal}"),
    }
}

fn zoned(reading: &Reading, zone: &TimeZone) -> Zoned {
    let instant = reading
        .due
        .instant(zone, Time::midnight())
        .expect("an instant");
    instant.to_zoned(zone.clone())
}

/// An instant every 107 hours through a year, in every zone.
fn moments() -> impl Iterator<Item = Zoned> {
    let start: Timestamp = "2026-01-01T00:17:00Z".parse().expect("a start");
    ZONES.iter().flat_map(move |name| {
        let zone = TimeZone::get(name).expect("a zone");
        (0..82).map(move |step| {
            let hours = jiff::SignedDuration::from_hours(step * 107);
            (start + hours).to_zoned(zone.clone())
        })
    })
}

#[test]
fn days_and_times_are_the_users() {
    for now in moments() {
        let zone = now.time_zone();
        let tomorrow = now.date().tomorrow().expect("a day");
        assert_eq!(read("tomorrow", &now).due, Due::Date(tomorrow));
        let five = Due::Wall {
            at: tomorrow.at(17, 0, 0, 0),
            zone: zone.clone(),
        };
        assert_eq!(read("tomorrow at 5pm", &now).due, five);
        let midnight = Due::Wall {
            at: tomorrow.at(0, 0, 0, 0),
            zone: zone.clone(),
        };
        assert_eq!(read("midnight", &now).due, midnight);
        for phrase in [
            "5pm",
            "2:30am",
            "noon",
            "at 8",
            "friday",
            "next week",
            "the 31st",
            "29 feb",
        ] {
            let reading = read(phrase, &now);
            let late = jiff::civil::time(23, 59, 59, 0);
            let due = reading.due.instant(zone, late).expect("an instant");
            assert!(
                due >= now.timestamp(),
                "{phrase} at {now} is {}",
                reading.text()
            );
        }
        // A time alone is at most a day ahead, give or take what the clocks jump.
        let noon = zoned(&read("noon", &now), zone).timestamp();
        assert!(noon.duration_since(now.timestamp()).as_hours() <= 25);
    }
}

#[test]
fn hours_are_hours_and_days_are_days() {
    for now in moments() {
        let two_hours = now.timestamp() + jiff::SignedDuration::from_hours(2);
        assert_eq!(read("in 2 hours", &now).due, Due::Instant(two_hours));
        let again = read(read("in 2 hours", &now).text(), &now);
        let noon = time(12, 0, 0, 0);
        assert_eq!(
            again.due.instant(now.time_zone(), noon),
            Some(two_hours),
            "at {now}"
        );
        let three_days = now
            .date()
            .checked_add(jiff::Span::new().days(3))
            .expect("a day");
        assert_eq!(read("in 3 days", &now).due, Due::Date(three_days));
    }
}

#[test]
fn a_skipped_time_keeps_its_wall_time_and_counts_after_the_gap() {
    let now: Zoned = "2027-03-27T12:00[Europe/Berlin]".parse().expect("now");
    let reading = read("tomorrow at 2:30am", &now);
    let zone = now.time_zone().clone();
    assert_eq!(reading.text(), "Sun 28 Mar 2027 02:30");
    assert_eq!(
        reading.due,
        Due::Wall {
            at: date(2027, 3, 28).at(2, 30, 0, 0),
            zone: zone.clone()
        }
    );
    assert_eq!(
        zoned(&reading, &zone).to_string(),
        "2027-03-28T03:30:00+02:00[Europe/Berlin]"
    );
    assert_eq!(
        reading.note().as_deref(),
        Some("The clocks skip 02:30 on that day, so it counts as 03:30.")
    );
    assert_eq!(read("tomorrow at 3:30am", &now).note(), None);
}

#[test]
fn a_time_shown_twice_is_its_first() {
    let now: Zoned = "2026-10-31T12:00[America/New_York]".parse().expect("now");
    let reading = read("tomorrow at 1:30am", &now);
    let zone = now.time_zone();
    assert_eq!(
        zoned(&reading, zone).to_string(),
        "2026-11-01T01:30:00-04:00[America/New_York]"
    );
    assert_eq!(
        reading.note().as_deref(),
        Some("The clocks show 01:30 twice on that day; the first is meant.")
    );
    // The second one can be reached by counting hours, and shows its offset.
    let later = read("in 14.5 hours", &now);
    assert_eq!(later.text(), "Sun 1 Nov 2026 01:30 UTC-05:00");
    assert_eq!(
        zoned(&later, zone).to_string(),
        "2026-11-01T01:30:00-05:00[America/New_York]"
    );
}

#[test]
fn a_day_that_a_zone_never_had_is_still_a_date() {
    // Samoa skipped 30 December 2011 when it crossed the date line.
    let now: Zoned = "2011-12-29T12:00[Pacific/Apia]".parse().expect("now");
    assert_eq!(read("tomorrow", &now).text(), "Fri 30 Dec 2011");
    assert_eq!(read("in 2 days", &now).text(), "Sat 31 Dec 2011");
}

#[test]
fn a_part_of_a_second_never_leads_back() {
    let now: Zoned = "2026-11-18T10:30:27.5[UTC]".parse().expect("now");
    assert_eq!(
        read("in 0 minutes", &now).text(),
        "Wed 18 Nov 2026 10:30:28"
    );
    assert_eq!(
        read("in 10 minutes", &now).text(),
        "Wed 18 Nov 2026 10:40:28"
    );
    assert!(parse("today at 10:30", &now, &Options::default()).is_err());
}
