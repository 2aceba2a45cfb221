//! No text makes the reader of commands panic; what it takes is one line without anything hidden, and reads as the same
//! command again.
#![no_main]

use cookbook::Command;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(command) = Command::parse(text) else {
        return;
    };
    assert!(!command.words().is_empty());
    let values = command.variables().map(|(_, value)| value);
    for word in command.words().iter().map(String::as_str).chain(values) {
        assert!(!word.contains(|c: char| c.is_control() || c == '`'));
        assert!(!word.contains("$(") && !word.contains("${"));
    }
    let kept = command.text();
    assert_eq!(Command::parse(&kept).ok(), Some(command));
});
