//! Which line is the cause.
//!
//! What a program got over is no cause: it went on, told more, became ready. Of what is left, the classes that name a
//! cause come before those that name it roughly, and those before the ones that follow from others; of equals the
//! earliest counts, and within one traceback what the table has first.

use std::cmp::Reverse;

use super::answer::{answer, cut};
use super::facts::Facts;
use super::find::{Found, find, fitting_class, from_place, is_ready, is_served};
use super::log::{Kind, Line};
use super::pattern::Taken;
use super::rule::Rank;
use super::table::Class;
use super::{Confidence, Diagnosis};

/// The diagnosis of a program that failed.
pub(super) fn choose(lines: &[Line<'_>], facts: &Facts<'_>) -> Diagnosis {
    let ready = lines.iter().rposition(is_ready);
    let since = ready.map_or(0, |at| at + 1);
    let mut found = find(lines, since);
    // After a request that was answered, what was only hinted at before is past.
    let served = lines.iter().rposition(is_served).map_or(since, |at| at + 1);
    found.retain(|found| found.confidence > Confidence::Low || found.at >= served);
    let end = facts.end();
    let chosen = from_log(lines, since, &found, facts);
    let class = chosen
        .as_ref()
        .map(|chosen| (chosen.class, chosen.row.rank));

    // An engine whose part failed kills what is left of itself.
    let told = |end: &Class| {
        *end == Class::Killed
            && match &chosen {
                Some(chosen) => chosen.taken.contains_key("exception"),
                // Only an exception of which nothing is known comes before what followed from it.
                None => found.iter().any(|one| one.row.rank == Rank::Consequence),
            }
    };
    if let Some(end) = end.filter(|end| !told(end) && end_wins(*end, class, facts)) {
        let confidence = match end {
            Class::KilledForMemory | Class::IllegalInstruction | Class::Segfault => {
                Confidence::High
            }
            Class::SharedMemoryTooSmall => Confidence::Low,
            _ if facts.exit_code == Some(127) => Confidence::High,
            _ => Confidence::Medium,
        };
        return told_by_end(end, confidence, lines, facts);
    }
    if let Some(quantization) = facts.unfit_quantization()
        && class.is_none_or(|(class, rank)| rank >= Rank::General || about_the_file(class))
    {
        let mut taken = Taken::new();
        taken.insert("quantization", quantization.to_owned());
        let at = chosen.as_ref().map(|chosen| chosen.at);
        return answer(
            Class::WrongBackend,
            Confidence::Medium,
            at,
            taken,
            lines,
            &found,
            facts,
        );
    }
    match chosen {
        Some(chosen) => answer(
            chosen.class,
            match facts.ready && about_a_request(chosen.class) {
                true => chosen.confidence.min(Confidence::Medium),
                false => chosen.confidence,
            },
            Some(chosen.at),
            chosen.taken,
            lines,
            &found,
            facts,
        ),
        None => unexplained(lines, since.max(served), &found, facts),
    }
}

/// The line that names the cause.
fn from_log(lines: &[Line<'_>], since: usize, found: &[Found], facts: &Facts<'_>) -> Option<Found> {
    let strong = |found: &&Found| {
        lines
            .get(found.at)
            .is_some_and(|line| line.kind == Kind::Statement)
    };
    let live = || found.iter().filter(strong).filter(|found| !found.survived);
    let of = |rank: Rank| live().filter(move |found| found.row.rank == rank);
    let general = best(lines, of(Rank::General).collect());
    // What is only a hint at a cause does not outweigh what is roughly known for sure.
    let sure = general
        .as_ref()
        .is_some_and(|general| general.confidence == Confidence::High);
    if let Some(root) = best(lines, of(Rank::Root).collect())
        && !(sure && root.confidence == Confidence::Low)
    {
        return Some(behind(&root, lines, found).unwrap_or(root));
    }
    // The last exception, if nothing is known of it, tells more than a rough class from elsewhere.
    let last = lines
        .iter()
        .rposition(|line| line.exception && line.kind == Kind::Statement);
    let known = |at: usize| found.iter().any(|found| found.at == at);
    let group = last
        .and_then(|at| lines.get(at))
        .and_then(|line| line.group);
    let unknown = last.filter(|at| !known(*at) && !facts.asked());
    // A supervisor kills what is left of a program that failed.
    let general = general
        .filter(|found| found.class != Class::Killed || unknown.is_none_or(|at| at > found.at));
    if let Some(mut general) = general {
        let same = lines
            .get(general.at)
            .is_some_and(|line| line.group == group);
        if last.is_some_and(|at| !known(at)) && !same {
            general.confidence = general.confidence.min(Confidence::Medium);
        }
        return Some(general);
    }
    if unknown.is_some() {
        return None;
    }
    let mut older = found
        .iter()
        .filter(strong)
        .filter(|found| found.survived && found.row.rank == Rank::Root);
    let mut warned = found.iter().filter(|found| {
        !strong(found) && found.row.rank == Rank::Root && found.confidence == Confidence::High
    });
    let consequence = of(Rank::Consequence).next().filter(|_| !facts.asked());
    if let Some(mut root) = older.next_back().cloned().filter(|_| consequence.is_some()) {
        root.confidence = root.confidence.min(Confidence::Medium);
        return Some(root);
    }
    if let Some(mut consequence) = consequence.cloned() {
        consequence.confidence = Confidence::Low;
        // The first exception of which nothing is known is nearer to the cause than what it led to.
        if let Some((at, line)) = lines.iter().enumerate().find(|(at, line)| {
            line.exception && line.kind == Kind::Statement && *at >= since && !known(*at)
        }) {
            if let Some(found) = from_place(lines, at) {
                return Some(found);
            }
            consequence.at = at;
            let said = cut(line.said.trim());
            consequence.taken.insert("exception", said);
        }
        return Some(consequence);
    }
    let mut warning = warned
        .next_back()
        .cloned()
        .filter(|_| !facts.asked() && !facts.ready)?;
    warning.confidence = Confidence::Low;
    Some(warning)
}

/// What was told before as a warning, and is why: pip that reaches no index, or whose Python is too old, finds nothing;
/// an engine that lacks a library of CUDA or may not open the device sees no GPU, and one whose compiled part could not
/// be loaded lacks its names.
fn behind(root: &Found, lines: &[Line<'_>], found: &[Found]) -> Option<Found> {
    let nothing = |found: &Found| {
        found.class == Class::PackageNotFound
            && lines
                .get(found.at)
                .is_some_and(|line| line.lower.contains("from versions: none"))
    };
    let why: &[Class] = match root.class {
        Class::PackageNotFound if found.iter().any(nothing) => {
            &[Class::Network, Class::TlsFailure, Class::PythonVersion]
        }
        Class::PackageNotFound => &[Class::PythonVersion],
        Class::NoSupportedGpu => &[Class::CudaLibraryMissing],
        Class::NoGpuVisible => &[Class::PermissionDenied],
        Class::AbiMismatch if root.confidence < Confidence::High => &[
            Class::TorchMismatch,
            Class::AbiMismatch,
            Class::CudaLibraryMissing,
            Class::GlibcTooOld,
        ],
        _ => return None,
    };
    // Of a package whose other versions are there, the one that was asked for has to be among those for other Pythons.
    let said = |found: &Found| lines.get(found.at).map_or("", |line| &line.lower);
    let version = said(root)
        .split_once("==")
        .and_then(|(_, version)| version.split_whitespace().next());
    let fits = |other: &&Found| match other.class {
        Class::PythonVersion if !found.iter().any(nothing) => {
            let mut words = said(other).split([' ', ';', ',']);
            words.any(|word| Some(word) == version)
        }
        Class::PermissionDenied => said(other).contains("/dev/"),
        // The library to look at GPUs with comes with the driver: without a GPU neither is there.
        Class::CudaLibraryMissing => !other
            .taken
            .get("library")
            .is_some_and(|library| library.starts_with("libnvidia-ml")),
        _ => true,
    };
    found
        .iter()
        .filter(|other| why.contains(&other.class))
        .filter(|other| other.at < root.at || other.class == Class::PermissionDenied)
        .filter(fits)
        .min_by_key(|other| (Reverse(other.confidence), other.at))
        .cloned()
}

/// The surest, then the earliest; within its traceback, what the table has first.
///
/// What is marked as an error, or stands in a traceback, is worth more than what was only printed.
fn best(lines: &[Line<'_>], mut found: Vec<&Found>) -> Option<Found> {
    let loud = |found: &&Found| {
        found.confidence == Confidence::High && lines.get(found.at).is_some_and(Line::is_loud)
    };
    if found.iter().any(loud) {
        found.retain(loud);
    }
    let first = found
        .iter()
        .min_by_key(|found| (Reverse(found.confidence), found.at))?;
    let group = |found: &Found| lines.get(found.at).and_then(|line| line.group);
    let mut same = found.iter().filter(|other| {
        other.confidence == first.confidence
            && group(first).is_some()
            && group(other) == group(first)
    });
    let best = same
        .clone()
        .min_by_key(|found| (found.place, found.at))
        .or_else(|| same.next())
        .unwrap_or(first);
    // A later line of the same class may name a number that the first one does not.
    let mut best = (**best).clone();
    for other in found.iter().filter(|other| other.class == best.class) {
        for (name, word) in &other.taken {
            best.taken.entry(name).or_insert_with(|| word.clone());
        }
    }
    Some(best)
}

/// Whether the way it ended says more than the log.
fn end_wins(end: Class, chosen: Option<(Class, Rank)>, facts: &Facts<'_>) -> bool {
    let Some((class, rank)) = chosen else {
        return true;
    };
    match end {
        Class::KilledForMemory => facts.oom,
        Class::IllegalInstruction | Class::Segfault => rank >= Rank::General,
        Class::Terminated => rank > Rank::Root || facts.ready,
        Class::Killed => rank >= Rank::Consequence,
        Class::NotExecutable => rank >= Rank::General && class != Class::NotExecutable,
        _ => rank >= Rank::Consequence,
    }
}

/// Classes that a file in the wrong format leads to.
fn about_the_file(class: Class) -> bool {
    matches!(
        class,
        Class::NotGguf
            | Class::GgufCorrupt
            | Class::NoGguf
            | Class::ModelNotFound
            | Class::OllamaModelMissing
    )
}

/// What a server that was ready says of a request that is wrong: its own model and its own settings it had found.
fn about_a_request(class: Class) -> bool {
    matches!(
        class,
        Class::ModelNotFound
            | Class::OllamaModelMissing
            | Class::GatedModel
            | Class::ContextTooLong
            | Class::ChatTemplate
            | Class::Tokenizer
            | Class::ConfigInvalid
            | Class::BadValue
    )
}

/// What is left to say where the log names nothing that is known.
fn unexplained(lines: &[Line<'_>], since: usize, found: &[Found], facts: &Facts<'_>) -> Diagnosis {
    let exceptions = || {
        let numbered = lines.iter().enumerate().skip(since).rev();
        numbered.filter(|(_, line)| line.exception && line.kind == Kind::Statement)
    };
    let exception = exceptions().find(|(_, line)| !line.is_interrupt());
    if exception.is_none() && exceptions().next().is_some() {
        return told_by_end(Class::Terminated, Confidence::Medium, lines, facts);
    }
    if let Some(place) = exception.and_then(|(at, _)| from_place(lines, at)) {
        let Found {
            class,
            confidence,
            taken,
            ..
        } = place;
        return answer(
            class,
            confidence,
            Some(place.at),
            taken,
            lines,
            found,
            facts,
        );
    }
    if let Some((at, _)) = exception {
        let mut taken = Taken::new();
        taken.insert(
            "exception",
            lines
                .get(at)
                .map_or_else(String::new, |line| cut(line.said.trim())),
        );
        return answer(
            Class::Traceback,
            Confidence::Medium,
            Some(at),
            taken,
            lines,
            found,
            facts,
        );
    }
    let builds = lines
        .iter()
        .rev()
        .take(40)
        .any(|line| line.lower.contains("building c") || line.lower.contains("cmake"));
    let class = match (builds, facts.ready) {
        (true, _) => Class::BuildStopped,
        (false, true) => Class::EndedLater,
        (false, false) => Class::EndedEarly,
    };
    // The last that says it went wrong, else the last of all.
    let said = |line: &Line<'_>| line.kind == Kind::Statement;
    let last = lines
        .iter()
        .rposition(|line| said(line) && line.is_error())
        .or_else(|| lines.iter().rposition(said));
    answer(
        class,
        Confidence::Low,
        last.filter(|at| *at >= since),
        Taken::new(),
        lines,
        found,
        facts,
    )
}

fn told_by_end(
    class: Class,
    confidence: Confidence,
    lines: &[Line<'_>],
    facts: &Facts<'_>,
) -> Diagnosis {
    let found = fitting_class(lines, class);
    // A shell that cannot start a program says so last.
    let refused = matches!(facts.exit_code, Some(126 | 127));
    let last = lines.iter().rposition(|line| line.kind == Kind::Statement);
    let at = found
        .last()
        .map(|found| found.at)
        .or_else(|| last.filter(|_| refused));
    let mut taken = found
        .into_iter()
        .next_back()
        .map(|found| found.taken)
        .unwrap_or_default();
    if let Some(signal) = facts.signal() {
        taken.insert("signal", format!("SIG{signal}"));
    }
    answer(class, confidence, at, taken, lines, &[], facts)
}
