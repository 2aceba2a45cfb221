//! The lines that fit a row of the table.

use std::cmp::Reverse;

use super::Confidence;
use super::log::{Kind, Line};
use super::pattern::Taken;
use super::rule::{Rank, Row, row as row_of, rules};
use super::table::Class;

/// How many lines of good news say that a program got over what was before; an answered question counts twice.
const RECOVERED: usize = 3;
/// A line that fits a row.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) at: usize,
    /// The row's place in the table.
    pub(super) place: usize,
    pub(super) row: &'static Row,
    pub(super) class: Class,
    pub(super) confidence: Confidence,
    pub(super) taken: Taken,
    /// The program went on after it.
    pub(super) survived: bool,
}

/// All lines that fit, after the program was last ready.
pub(super) fn find(lines: &[Line<'_>], since: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let mut news = 0;
    // What stands right before a request that was refused is what was wrong with the request.
    let mut refused = false;
    for (at, line) in lines.iter().enumerate().skip(since).rev() {
        if matches!(line.kind, Kind::Chatter | Kind::Access) {
            refused = is_refused(line);
        }
        match line.kind {
            Kind::Chatter if !is_shutdown(&line.lower) => news += 1,
            Kind::Access if is_served(line) => news += 2,
            Kind::Access if !line.lower.contains(" 50") => news += 1,
            Kind::Statement | Kind::Warning => {
                found.extend(fitting(at, line, refused || news >= RECOVERED));
            }
            Kind::Chatter | Kind::Access | Kind::Code => {}
        }
    }
    found.reverse();
    found
}

fn fitting(at: usize, line: &Line<'_>, survived: bool) -> Option<Found> {
    let candidates = rules().candidates(&line.lower).into_iter();
    let fits = candidates.filter_map(|(place, row, patterns)| {
        // The surest of a row's patterns counts.
        let said = patterns.into_iter().filter(|pattern| !pattern.is_place());
        let fits = said.filter_map(|pattern| {
            Some((pattern.confidence(), pattern.fits(&line.said, &line.lower)?))
        });
        let (confidence, taken) = fits.reduce(|best, next| {
            if (next.0, next.1.len()) > (best.0, best.1.len()) {
                next
            } else {
                best
            }
        })?;
        let class = special(row.class, &taken);
        let row = row_of(class).unwrap_or(row);
        Some(Found {
            at,
            place,
            row,
            class,
            confidence,
            taken,
            survived,
        })
    });
    // What names a cause, the surest, the first of the table.
    fits.min_by_key(|found| {
        (
            found.row.rank >= Rank::Consequence,
            Reverse(found.confidence),
            found.place,
        )
    })
}

/// The class of a missing program or package, where it has one of its own.
fn special(class: Class, taken: &Taken) -> Class {
    let name = |name: &str| {
        taken
            .get(name)
            .map_or("", |text| text.rsplit('/').next().unwrap_or(text))
            .to_ascii_lowercase()
    };
    let program = match class {
        Class::CommandNotFound => name("program"),
        Class::ModuleMissing => name("module")
            .split('.')
            .next()
            .unwrap_or_default()
            .replace('-', "_"),
        _ => return class,
    };
    match program.as_str() {
        "vllm" => Class::VllmMissing,
        "sglang" => Class::SglangMissing,
        "ollama" => Class::OllamaMissing,
        "llama_server" | "llama-server" | "llama.cpp" | "llama_cpp" | "starlette_context" => {
            Class::LlamaCppMissing
        }
        "torch" | "diffusers" | "torchvision" => Class::DiffusionMissing,
        "amdsmi" => Class::NoSupportedGpu,
        "mlx" => Class::PlatformUnsupported,
        "git" | "cmake" | "gcc" | "g++" | "cc" | "make" | "ninja" => Class::BuildToolsMissing,
        "nvcc" => Class::CudaToolkitIncomplete,
        "python" | "python3" => Class::BrokenVenv,
        _ => class,
    }
}

/// Lines that fit the row of this class, whatever else they fit.
pub(super) fn fitting_class(lines: &[Line<'_>], class: Class) -> Vec<Found> {
    let fits = |(at, line): (usize, &Line<'_>)| {
        fitting(at, line, false).filter(|found| found.class == class)
    };
    lines
        .iter()
        .enumerate()
        .rev()
        .take(5)
        .filter(|(_, line)| line.kind == Kind::Statement)
        .filter_map(fits)
        .collect()
}

/// What the place tells that an exception came from, the innermost that is known: its line says nothing known.
pub(super) fn from_place(lines: &[Line<'_>], at: usize) -> Option<Found> {
    /// Further out all failures came the same way.
    const FRAMES: usize = 8;
    let group = lines.get(at)?.group?;
    let frames = lines.iter().take(at).rev();
    let mut frames = frames
        .take_while(|line| line.group == Some(group) && !line.exception)
        .filter(|line| line.lower.trim_start().starts_with("file \""))
        .take(FRAMES);
    let (place, row) = frames.find_map(|line| {
        let mut candidates = rules().candidates(&line.lower).into_iter();
        candidates.find_map(|(place, row, patterns)| {
            let fits = patterns.into_iter().any(|pattern| {
                pattern.is_place() && pattern.fits(&line.said, &line.lower).is_some()
            });
            fits.then_some((place, row))
        })
    })?;
    Some(Found {
        at,
        place,
        row,
        class: row.class,
        confidence: Confidence::Medium,
        taken: Taken::new(),
        survived: false,
    })
}

/// Whether the line says that the program can be used.
pub(super) fn is_ready(line: &Line<'_>) -> bool {
    const WORDS: [&str; 9] = [
        "application startup complete",
        "uvicorn running on",
        "server is listening",
        "listening on http",
        "fired up and ready",
        "serving http on",
        "all slots are idle",
        "msg=\"listening on",
        "starting httpd",
    ];
    // llama.cpp listens before it loads the model, and says how many threads do.
    line.kind != Kind::Access
        && !line.lower.contains("http threads")
        && WORDS.iter().any(|word| {
            line.lower.contains(word)
                || (word.starts_with("msg") && line.text.to_ascii_lowercase().contains(word))
        })
}

/// Whether it answered a question to the model.
pub(super) fn is_served(line: &Line<'_>) -> bool {
    line.kind == Kind::Access && line.lower.contains("post ") && line.lower.contains(" 200")
}

/// Whether it told a client that the request was wrong.
fn is_refused(line: &Line<'_>) -> bool {
    line.kind == Kind::Access
        && line.lower.contains("post ")
        && [" 400", " 404", " 413", " 422"]
            .iter()
            .any(|status| line.lower.contains(status))
}

/// Whether it is good news only about ending.
fn is_shutdown(lower: &str) -> bool {
    [
        "shut", "stop", "clean", "exit", "destroy", "finish", "kill", "wait", "terminat",
        "teardown",
    ]
    .iter()
    .any(|word| lower.contains(word))
}
