//! The labelled logs in `tests/corpus/diagnosis`, and what the diagnosis makes of them.
//!
//! A log has a head that says what is right: `class`, `command`, `exit`, `signal`, `oom`, `ready`, `gpus`, `free` (a port), `running`;
//! `also`, classes that are right too where the log says more than one thing; `not`, classes that would be wrong in any
//! way; `suggests`, what one of the suggested commands must contain.
//! `captured` ones are what programs really wrote; the others were written after the known forms of their messages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Class, Confidence, Diagnosis, Facts, Wants, diagnose};
use crate::command::Command;

/// A labelled log.
struct Case {
    name: String,
    head: BTreeMap<String, String>,
    log: String,
}

impl Case {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let (head, log) = text
            .split_once("\n---\n")
            .unwrap_or_else(|| panic!("{} has no head", path.display()));
        let pair = |line: &str| {
            let (name, value) = line.trim_start_matches("# ").split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        };
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            head: head.lines().map(pair).collect(),
            log: log.to_owned(),
        }
    }

    fn says(&self, name: &str) -> Option<&str> {
        self.head.get(name).map(String::as_str)
    }

    fn diagnosis(&self) -> Option<Diagnosis> {
        let command = self
            .says("command")
            .and_then(|text| Command::parse(text).ok());
        let facts = Facts {
            command: command.as_ref(),
            ended: self.says("running").is_none() || self.says("exit").is_some(),
            exit_code: self.says("exit").map(|code| code.parse().unwrap()),
            signal: self.says("signal"),
            oom: self.says("oom").is_some(),
            ready: self.says("ready").is_some(),
            gpus: self.says("gpus").map(|gpus| gpus.parse().unwrap()),
            free_port: self.says("free").map(|port| port.parse().unwrap()),
        };
        diagnose(&self.log, 0, &facts)
    }
}

fn corpus(kind: &str) -> Vec<Case> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus/diagnosis")
        .join(kind);
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| Case::read(path)).collect()
}

/// The class as it is on the wire.
fn wire(diagnosis: &Diagnosis) -> String {
    serde_json::to_value(diagnosis.class)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

/// Diagnoses a set and says which are wrong: how many there are, how many are right, and which wrong ones are sure.
fn measure(set: &str) -> (usize, usize, Vec<String>) {
    let cases = corpus(set);
    let (mut right, mut sure) = (0, Vec::new());
    for case in &cases {
        let found = case
            .diagnosis()
            .unwrap_or_else(|| panic!("{} has no diagnosis", case.name));
        let class = wire(&found);
        let says = |name| case.says(name).unwrap_or_default().split(' ');
        if says("class")
            .chain(says("also"))
            .any(|label| label == class)
        {
            right += 1;
        } else {
            let line = format!(
                "{}: {:?} {class} instead of {}: {:?}",
                case.name,
                found.confidence,
                case.head["class"],
                found.root.as_ref().map(|root| &root.line)
            );
            eprintln!("{line}");
            if found.confidence == Confidence::High {
                sure.push(line);
            }
        }
        let never = case.says("not").unwrap_or_default();
        assert!(
            !never.split(' ').any(|never| never == class),
            "{} is never {class}",
            case.name
        );
    }
    eprintln!("{set}: {right} of {}", cases.len());
    (cases.len(), right, sure)
}

#[test]
fn failures_are_diagnosed() {
    let (all, right, sure) = measure("failures");
    assert!(all >= 60, "{all}");
    assert!(right * 10 >= all * 9, "{right} of {all}");
    assert!(sure.is_empty(), "{sure:#?}");
}

#[test]
fn healthy_programs_have_no_diagnosis() {
    let cases = corpus("healthy");
    assert!(cases.len() >= 170);
    for case in cases {
        assert_eq!(case.diagnosis(), None, "{}", case.name);
    }
}

/// What a working program complained of is not why it ended when it was asked to.
#[test]
fn who_is_asked_to_end_is_not_blamed() {
    for case in corpus("healthy") {
        let facts = Facts {
            ended: true,
            exit_code: Some(143),
            ready: true,
            ..Facts::default()
        };
        let found = diagnose(&case.log, 0, &facts).unwrap();
        assert_eq!(found.class, Class::Terminated, "{}", case.name);
    }
}

/// What a server complained of while it answered is no sure reason either, if it ended without a word. A line that says
/// nothing of where it came from may still look like one.
#[test]
fn what_was_answered_is_not_surely_the_cause() {
    let facts = Facts {
        ended: true,
        exit_code: Some(1),
        ready: true,
        ..Facts::default()
    };
    let servers = corpus("healthy").into_iter();
    let servers: Vec<_> = servers
        .filter(|case| case.says("ready").is_some())
        .collect();
    let surely = |case: &&Case| {
        let found = diagnose(&case.log, 0, &facts).unwrap();
        found.confidence == Confidence::High
    };
    let blamed: Vec<_> = servers.iter().filter(surely).collect();
    let names: Vec<_> = blamed.iter().map(|case| &case.name).collect();
    assert!(servers.len() >= 140, "{}", servers.len());
    assert!(names.len() <= 1, "{names:?}");
}

#[test]
fn suggestions_can_be_launched_and_help() {
    for case in corpus("failures").into_iter().chain(corpus("unseen")) {
        let found = case.diagnosis().unwrap();
        let commands: Vec<_> = found
            .suggestions
            .iter()
            .filter_map(|suggestion| suggestion.command.clone())
            .collect();
        for command in &commands {
            let parsed = Command::parse(command)
                .unwrap_or_else(|error| panic!("{}: {command}: {error:?}", case.name));
            assert_eq!(parsed.text(), *command, "{}", case.name);
            assert_ne!(
                Some(command.as_str()),
                case.says("command"),
                "{}",
                case.name
            );
            assert!(
                !command.contains("pkill") && !command.contains("export"),
                "{command}"
            );
            let mut flags: Vec<_> = parsed
                .words()
                .iter()
                .map(|word| word.split('=').next().unwrap())
                .filter(|word| word.starts_with("--"))
                .collect();
            flags.sort_unstable();
            let all = flags.len();
            flags.dedup();
            assert_eq!(
                all,
                flags.len(),
                "{}: a flag is there twice: {command}",
                case.name
            );
        }
        if let Some(part) = case.says("suggests") {
            assert!(
                commands.iter().any(|command| command.contains(part)),
                "{}: no {part} in {commands:#?} ({:?})",
                case.name,
                found.class
            );
        }
        assert!(
            !found.message.contains('{') && !found.message.is_empty(),
            "{}: {}",
            case.name,
            found.message
        );
    }
}

#[test]
fn commands_of_the_corpus_are_commands() {
    for case in ["failures", "healthy", "unseen"]
        .into_iter()
        .flat_map(corpus)
    {
        let parsed = Command::parse(&case.head["command"]);
        assert!(parsed.is_ok(), "{}: {parsed:?}", case.name);
    }
}

#[test]
fn evidence_is_where_it_says() {
    for case in corpus("failures") {
        let found = case.diagnosis().unwrap();
        for evidence in found.evidence.iter().chain(&found.root) {
            let at = usize::try_from(evidence.offset).unwrap();
            let line = case.log[at..].lines().next().unwrap();
            let plain = line.split('\u{1b}').next().unwrap();
            assert!(
                evidence.line.starts_with(
                    plain
                        .trim_end()
                        .chars()
                        .take(300)
                        .collect::<String>()
                        .as_str()
                ),
                "{}: {line} and {}",
                case.name,
                evidence.line
            );
        }
    }
}

#[test]
fn a_log_from_its_middle_has_the_offsets_of_the_whole() {
    let case = corpus("failures")
        .into_iter()
        .find(|case| case.name == "vllm-kv-cache")
        .unwrap();
    let facts = Facts {
        ended: true,
        exit_code: Some(1),
        ..Facts::default()
    };
    let whole = diagnose(&case.log, 0, &facts).unwrap().root.unwrap();
    let later = diagnose(&case.log, 5000, &facts).unwrap().root.unwrap();
    assert_eq!(later.offset, whole.offset + 5000);
}

/// Logs that were written after the table, in other words than those it was made from. They measure how far it reaches.
#[test]
fn failures_in_other_words_are_diagnosed() {
    let (all, right, sure) = measure("unseen");
    assert!(all >= 1400, "{all}");
    assert!(right * 100 >= all * 98, "{right} of {all}");
    assert!(sure.is_empty(), "{sure:#?}");
}

#[test]
fn what_the_suggestions_depend_on_is_asked_for() {
    for (text, class, port_from, gpus) in [
        (
            "vllm serve x/y --port 9100",
            Class::PortTaken,
            Some(9101),
            false,
        ),
        (
            "vllm serve x/y --port=443",
            Class::PortForbidden,
            Some(8000),
            false,
        ),
        ("vllm serve x/y -tp 4", Class::TooManyGpus, None, true),
        ("vllm serve x/y", Class::GpuMemory, None, true),
        ("llama-server -m /m/a.gguf", Class::GpuMemory, None, false),
        ("vllm serve x/y", Class::DiskFull, None, false),
    ] {
        let command = Command::parse(text).unwrap();
        let facts = Facts {
            command: Some(&command),
            ..Facts::default()
        };
        let found = Diagnosis {
            class,
            message: String::new(),
            root: None,
            evidence: Vec::new(),
            confidence: Confidence::High,
            suggestions: Vec::new(),
        };
        let wants = Wants { port_from, gpus };
        assert_eq!(found.wants(&facts), wants, "{text}: {class:?}");
    }
}

#[test]
fn of_a_very_long_log_the_end_counts() {
    let early = "ERROR: CUDA out of memory\n";
    let long = format!("{early}{}", "loading a part of the model\n".repeat(60_000));
    let facts = Facts {
        ended: true,
        exit_code: Some(1),
        ..Facts::default()
    };
    let log = format!("{long}OSError: [Errno 98] Address already in use\n");
    let root = diagnose(&log, 7, &facts).unwrap().root.unwrap();
    assert_eq!(root.offset, u64::try_from(long.len()).unwrap() + 7);
    assert!(diagnose(&long, 0, &facts).unwrap().class != Class::GpuMemory);
}
