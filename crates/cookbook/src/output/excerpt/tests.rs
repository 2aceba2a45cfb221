use super::super::testing::index;
use super::{BYTES, LINES, excerpt};

fn traceback(frames: usize) -> String {
    let mut log = String::from("Traceback (most recent call last):\n");
    for frame in 0..frames {
        log.push_str(&format!("  File \"a.py\", line {frame}, in f\n    f()\n"));
    }
    log + "ValueError: the cause\n"
}

#[test]
fn it_begins_at_the_cause_and_says_where_that_is() {
    let log = format!("loading\n{}later\n", traceback(2));
    let excerpt = excerpt(&log, 1000);
    assert!(excerpt.text.starts_with("Traceback"));
    assert!(excerpt.text.ends_with("later\n"));
    assert_eq!(excerpt.from, 1008);
    assert_eq!(excerpt.to, 1000 + log.len() as u64);
    let (at, named) = excerpt.named.unwrap();
    assert_eq!(named, "ValueError: the cause");
    assert!(log[index(at - 1000)..].starts_with("ValueError: the cause"));
}

#[test]
fn a_long_traceback_keeps_its_beginning_and_its_end() {
    for log in [
        traceback(500),
        traceback(500).replace("f()", &"f()".repeat(900)),
    ] {
        let text = excerpt(&log, 0).text;
        assert!(text.lines().count() <= LINES, "{}", text.lines().count());
        assert!(text.len() <= BYTES, "{}", text.len());
        assert!(text.starts_with("Traceback"));
        assert!(text.ends_with("ValueError: the cause\n"), "{text}");
        assert!(text.contains("lines left out"));
    }
}

#[test]
fn without_a_failure_it_is_the_end() {
    let log: String = (0..100).map(|line| format!("line {line}\n")).collect();
    let shown = excerpt(&log, 0);
    assert!(shown.text.starts_with("line 70\n") && shown.text.ends_with("line 99\n"));
    assert_eq!(shown.named, None);
    assert_eq!(excerpt("", 5).text, "");
    let one = "x".repeat(20_000);
    assert!(excerpt(&one, 0).text.len() <= BYTES);
}

#[test]
fn a_failure_that_was_survived_is_not_why_it_ended() {
    let log = "ValueError: optional\nINFO:     Application startup complete.\nbye\n";
    assert_eq!(excerpt(log, 0).named, None);
}

proptest::proptest! {
    #[test]
    fn any_text_gives_a_bounded_part(text in "([ -~]{0,90}|Traceback \\(most recent call last\\):|  File|\\PC{0,9}|ValueError: x|\r|\x1b\\[2K){0,200}",
        breaks in 0usize..40) {
        let text = text.chars().enumerate().map(|(at, c)| if breaks > 0 && at % (breaks * 3 + 1) == 0 { '\n' } else { c }).collect::<String>();
        let shown = excerpt(&text, 7);
        proptest::prop_assert!(shown.text.len() <= BYTES + 1);
        proptest::prop_assert!(shown.text.lines().count() <= LINES);
        proptest::prop_assert!(shown.from >= 7 && shown.from <= shown.to && shown.to <= 7 + text.len() as u64);
    }
}
