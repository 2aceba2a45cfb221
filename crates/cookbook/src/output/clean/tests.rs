use proptest::prelude::*;

use super::{Cleaner, LONGEST_LINE, clean};

#[test]
fn what_a_person_would_read() {
    for (written, read) in [
        ("plain\n", "plain\n"),
        ("no end", "no end"),
        ("a\tb\n", "a\tb\n"),
        ("\x1b[1;31mred\x1b[0m\n", "red\n"),
        ("\x1b]0;title\x07x\n", "x\n"),
        ("\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\\n", "link\n"),
        ("\x1b(Bx\x1b=y\x1b[?25lz\n", "xyz\n"),
        ("\u{9b}31mred\n", "red\n"),
        ("dos\r\nunix\n", "dos\nunix\n"),
        ("one\rtwo\n", "two\n"),
        ("one\r", "one"),
        ("one\r\x1b[2K\rtwo\n", "two\n"),
        ("gone\x1b[2Khere\n", "here\n"),
        ("gone\x1b[Ghere\n", "here\n"),
        ("abc\x08\x08d\n", "ad\n"),
        ("\x08\x08a\n", "a\n"),
        ("bell\x07 nul\0\n", "bell nul\n"),
        ("\x1b\nnext\n", "\nnext\n"),
        ("\x1b[31", ""),
        ("für 漢字 🎉\n", "für 漢字 🎉\n"),
    ] {
        assert_eq!(clean(written), read, "{written:?}");
    }
}

/// tqdm to a terminal overwrites its line; to a file, or with several bars, it writes one after the other.
#[test]
fn progress_is_shown_once_in_ten_percent() {
    let overwritten: String = (0..=100)
        .map(|n| format!("\rmodel.safetensors: {n:3}%|█████     | {n}/100 [00:01<00:01, 9.1MB/s]"))
        .collect();
    assert_eq!(clean(&(overwritten + "\n")).lines().count(), 1);

    let lines: String = (0..=100)
        .flat_map(|n| {
            [
                "a-00001-of-00002.safetensors",
                "a-00002-of-00002.safetensors",
            ]
            .map(|file| format!("{file}: {n:3}%|██        | {n}M/100M [00:01<00:01, 9.1MB/s]\n"))
        })
        .collect();
    let shown = clean(&lines);
    assert_eq!(shown.lines().count(), 22, "{shown}");
    assert!(shown.contains("00002.safetensors: 100%"));

    let pulled: String = (0..=100)
        .map(|n| format!("pulling dde5aa3fc5ff: {n}% ▕███    ▏ {n} MB/100 MB  9 MB/s\n"))
        .collect();
    assert_eq!(clean(&pulled).lines().count(), 11);

    let installed: String = (1..=20)
        .map(|n| {
            format!(
                "     ━━━━━━━━━━━━━━━━━━━━ {}.5/20.5 MB 3.3 MB/s eta 0:00:01\n",
                n
            )
        })
        .collect();
    assert!(
        clean(&installed).lines().count() <= 11,
        "{}",
        clean(&installed)
    );

    let shards =
        "Loading safetensors checkpoint shards:  33% Completed | 1/3 [00:01<00:02,  1.0s/it]\n";
    assert_eq!(clean(&shards.repeat(3)), shards);
}

#[test]
fn other_lines_stay_however_alike_they_are() {
    let same = "GPU KV cache usage: 3.1%, hit rate: 0.0%\n".repeat(5) + &"x\n".repeat(5);
    assert_eq!(clean(&same), same);
}

#[test]
fn an_endless_line_is_cut() {
    let shown = clean(&"x".repeat(3 * LONGEST_LINE));
    assert_eq!(shown.len(), LONGEST_LINE);
    assert!(shown.ends_with('…'));
    assert_eq!(clean(&shown), shown);
}

/// What terminals are sent, and anything else.
fn written() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<Vec<u8>>().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        4 => "[ -~]{0,20}",
        2 => "[\r\n\x08\t\x07\u{9b}\u{9d}]",
        3 => "\x1b(\\[[0-9;?]{0,4}[A-Za-z]|\\][a-z]{0,5}(\x07|\x1b\\\\)?|[(=>78c]|\\[)",
        2 => (0..=100u8, "[ab]").prop_map(|(n, name)| format!("{name}: {n}%|██  | 1MB/s\n")),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn cleaning_again_changes_nothing(text in written()) {
        let once = clean(&text);
        prop_assert!(once.len() <= text.len());
        prop_assert_eq!(clean(&once), once.clone());
        prop_assert!(!once.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
    }

    #[test]
    fn in_pieces_it_is_the_same(text in written(), size in 1usize..9) {
        let mut cleaner = Cleaner::default();
        let chars: Vec<char> = text.chars().collect();
        let mut pieces: String = chars.chunks(size).map(|piece| cleaner.push(&piece.iter().collect::<String>())).collect();
        pieces.push_str(&cleaner.finish());
        prop_assert_eq!(pieces, clean(&text));
    }
}
