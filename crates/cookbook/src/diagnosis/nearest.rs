//! The spelling that was meant.

/// The one that is most like it, if any is alike enough to be what was meant.
pub(super) fn of<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let plain = |text: &str| {
        text.trim_start_matches('-')
            .replace('_', "-")
            .to_ascii_lowercase()
    };
    let given = plain(given);
    let alike = |known: &'a str| {
        let name = plain(known);
        let contained = given.len() > 3
            && (name.starts_with(&given) || given.starts_with(&name) && name.len() > 3);
        let steps = if contained { 1 } else { steps(&given, &name) };
        (steps, known)
    };
    let (steps, best) = known.into_iter().map(alike).min()?;
    // More than a third of it changed is another word.
    (steps > 0 && steps * 3 <= given.len()).then(|| best.to_owned())
}

/// What the program itself offers: `Did you mean '--port'?`, `similar argument exists: '--port'`.
pub(super) fn offered(line: &str, flag: &str) -> Option<String> {
    let said = line.to_ascii_lowercase();
    let at = [
        "did you mean",
        "similar argument",
        "similar option",
        "possible options",
        "maybe you meant",
    ]
    .iter()
    .find_map(|text| said.find(text))?;
    let words = line
        .get(at..)?
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
    let flags: Vec<_> = words
        .filter(|word| word.starts_with('-') && word.len() > 2)
        .collect();
    match flags.as_slice() {
        [only] => Some((*only).to_owned()),
        several => of(flag, several.iter().copied()),
    }
}

/// The values that a program lists: `(choose from 'a', 'b')`, `(chose from { a,b })`, `Must be one of ['a', 'b']`.
pub(super) fn choices(line: &str) -> Vec<String> {
    let said = line.to_ascii_lowercase();
    let start = [
        "choose from",
        "chose from",
        "one of",
        "possible values",
        "valid values",
        "allowed values",
        "available",
    ]
    .iter()
    .find_map(|text| said.find(text).map(|at| at + text.len()));
    let Some(rest) = start.and_then(|start| line.get(start..)) else {
        return Vec::new();
    };
    let words = rest.split(|c: char| c.is_whitespace() || ",'\"`()[]{}:".contains(c));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How many letters have to be changed, added, removed or swapped (optimal string alignment).
fn steps(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let at =
                |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut least = (at(&last, j) + usize::from(a != b))
                .min(at(&last, j + 1) + 1)
                .min(at(&row, j) + 1);
            let swapped =
                i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_spellings() {
        let known = ["--max-model-len", "--max-num-seqs", "--port", "--host"];
        let check = |given: &str, meant: Option<&str>| {
            assert_eq!(of(given, known).as_deref(), meant, "{given}");
        };
        check("--max-model-length", Some("--max-model-len"));
        check("--prot", Some("--port"));
        check("--hostt", Some("--host"));
        check("--swap-space", None);
    }

    #[test]
    fn lists_of_values() {
        let check = |line: &str, values: &[&str]| assert_eq!(choices(line), values, "{line}");
        check(
            "invalid choice: 'x' (choose from 'auto', 'half')",
            &["auto", "half"],
        );
        check(
            "invalid tool call parser: x (chose from { hermes,hf })",
            &["hermes", "hf"],
        );
        check("nothing to choose", &[]);
        assert_eq!(
            offered(
                "No such option '--portt'. (Did you mean one of: '--host', '--port'?)",
                "--portt"
            )
            .as_deref(),
            Some("--port")
        );
        assert_eq!(
            offered("No such option: --portt Did you mean --port?", "--portt").as_deref(),
            Some("--port")
        );
    }
}
