//! Snippets: what the index finds can be shown and marked.
#![allow(clippy::unwrap_used)]

use storage::snippet::Finder;

/// The snippet with its marks as brackets.
fn shown(query: &str, text: &str) -> String {
    let snippet = Finder::new(query).snippet(text);
    let mut shown = String::new();
    for (at, c) in snippet.text.chars().enumerate() {
        shown.extend(
            snippet
                .marks
                .iter()
                .filter(|(_, to)| *to == at)
                .map(|_| ']'),
        );
        shown.extend(
            snippet
                .marks
                .iter()
                .filter(|(from, _)| *from == at)
                .map(|_| '['),
        );
        shown.push(c);
    }
    let length = snippet.text.chars().count();
    shown.extend(
        snippet
            .marks
            .iter()
            .filter(|(_, to)| *to == length)
            .map(|_| ']'),
    );
    shown
}

#[test]
fn words_are_marked_as_the_index_finds_them() {
    for (query, text, expected) in [
        ("milk", "Buy milk.", "Buy [milk]."),
        ("MILK bread", "Bread, then Milk", "[Bread], then [Milk]"),
        // Accents and letters that fold into several, in either direction.
        ("creme", "Une crème brûlée", "Une [crème] brûlée"),
        ("CRÈME", "Une creme brulee", "Une [creme] brulee"),
        ("creme", "Une cre\u{300}me", "Une [cre\u{300}me]"),
        ("strasse", "Straße 9", "[Straße] 9"),
        ("mosk", "В Москве: Moskva", "В Москве: [Moskva]"),
        ("моск", "В МОСКВЕ", "В [МОСКВЕ]"),
        ("i", "I am in", "[I] am in"),
        // The last word may be the beginning of one; the others may not.
        ("call dent", "Call the dentist", "[Call] the [dentist]"),
        ("dent call", "Call the dentist", "[Call] the dentist"),
        ("dentist dent", "Call the dentist", "Call the [dentist]"),
        ("dentist dentist", "Call the dentist", "Call the [dentist]"),
        // A word of several parts is marked as a whole, and only where they follow one another.
        ("foo-bar", "bar foo, foo-bar.txt", "bar foo, [foo-bar].txt"),
        ("foo-bar", "foo bar", "[foo bar]"),
        (
            "ann@example.org",
            "to ann@example.org!",
            "to [ann@example.org]!",
        ),
        ("bar.tx", "foo-bar.txt", "foo-[bar.txt]"),
        // Scripts without spaces.
        ("天気", "東京の天気は雨、気天", "東京の[天気]は雨、気天"),
        ("雨", "明日は雨です", "明日は[雨]です"),
        ("プログ", "プロク\u{3099}ラム", "[プロク\u{3099}]ラム"),
        ("ﾌﾟ", "プ", "[プ]"),
        // Parts that folding makes of one sign.
        ("odysseust", "Odysseus™ is", "[Odysseus™] is"),
        ("1", "½ l", "[½] l"),
        ("fi", "a ﬁsh", "a [ﬁsh]"),
        // One line, whatever the text.
        ("two", "one\r\n\r\n\ttwo  three\n", "one [two] three"),
        // Nothing to mark.
        ("cheese", "Buy milk", "Buy milk"),
        ("", "Buy milk", "Buy milk"),
        ("milk", "", ""),
        ("<b>", "a <b> c", "a <[b]> c"),
    ] {
        assert_eq!(shown(query, text), expected, "{query:?} in {text:?}");
    }
}

#[test]
fn the_best_place_of_a_long_text_is_shown() {
    let filler = "lorem ipsum dolor sit amet ".repeat(40);
    let text = format!("milk {filler}{filler}bread {filler} milk and bread {filler}");
    let snippet = shown("milk bread", &text);
    assert!(snippet.contains("[milk] and [bread]"), "{snippet}");
    assert!(
        snippet.starts_with('…') && snippet.ends_with('…'),
        "{snippet}"
    );
    let length = Finder::new("milk bread")
        .snippet(&text)
        .text
        .chars()
        .count();
    assert!((150..=202).contains(&length), "{length}");
    // Words and marks are whole at both ends.
    let words: Vec<&str> = snippet.trim_matches('…').split(' ').collect();
    for word in [words.first(), words.last()].into_iter().flatten() {
        assert!("lorem ipsum dolor sit amet".contains(word), "{snippet}");
    }

    // The words are far in, in parts of other words before, and across the steps of the search.
    for padding in (16_300..16_420).step_by(7) {
        let text = format!("party {} art {filler}", "x ".repeat(padding));
        let snippet = shown("art", &text);
        assert!(snippet.contains(" [art] "), "{padding}: {snippet}");
    }
    let cjk = format!("{}東京{}", "日本語の文章".repeat(9_000), "続き".repeat(500));
    assert!(shown("東京", &cjk).contains("[東京]"));
    let folded = format!("{} CRÈME {filler}", "č ".repeat(60_000));
    assert!(shown("creme", &folded).contains("[CRÈME]"));
    // The beginning, where nothing is found.
    assert!(shown("cheese", &filler).starts_with("lorem ipsum"));
}

#[test]
fn no_text_breaks_it() {
    let awkward = [
        "\u{301}",
        "a\u{301}\u{301}",
        "…",
        "\u{200d}👩\u{200d}👩",
        "ﷺ",
        "\u{feff}",
        "ｱﾞ",
        "각",
        "각",
    ];
    for (at, query) in awkward.iter().enumerate() {
        for text in awkward {
            for padding in [0, 1, 59, 199, 16_383] {
                let text = format!("{}{text}{}", "é".repeat(padding), awkward.concat());
                let snippet = Finder::new(query).snippet(&text);
                let length = snippet.text.chars().count();
                let mut before = 0;
                for (from, to) in snippet.marks {
                    assert!(
                        before <= from && from < to && to <= length,
                        "{at} {padding}"
                    );
                    before = to;
                }
            }
        }
    }
}
