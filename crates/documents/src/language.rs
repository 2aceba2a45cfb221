//! What a text is written in: guessed by a few plain signs, and what that means for files.

/// What a text is in when nothing says otherwise.
const MARKDOWN: &str = "markdown";
/// A mail to be sent.
pub(crate) const EMAIL: &str = "email";

/// The first lines tell; a text of 10 MB is not read for it.
const LOOKED_AT: usize = 64 << 10;

/// The language of a new document: the one that its maker gives, or a guess. A mail is one in any case.
pub(crate) fn choose(given: Option<&str>, title: &str, content: &str) -> String {
    let given = given.map(str::trim).filter(|given| !given.is_empty());
    match given {
        _ if is_email(title, content) => EMAIL.to_owned(),
        Some(given) => given.to_owned(),
        None => guess(content).to_owned(),
    }
}

fn is_email(title: &str, content: &str) -> bool {
    let new = ["new email", "new mail", "new message"];
    if new.contains(&title.trim().to_lowercase().as_str()) {
        return true;
    }
    let has = |header: &str| {
        beginning(content)
            .lines()
            .any(|line| line.starts_with(header))
    };
    has("To:") && has("Subject:")
}

fn beginning(content: &str) -> &str {
    content
        .get(..content.floor_char_boundary(LOOKED_AT))
        .unwrap_or(content)
}

/// What a text without any further word looks like.
fn guess(content: &str) -> &'static str {
    let text = content.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let start = beginning(text);
    markup(start)
        .or_else(|| json(text))
        .or_else(|| shebang(start))
        .or_else(|| code(start))
        .unwrap_or(MARKDOWN)
}

fn markup(start: &str) -> Option<&'static str> {
    let lower = start
        .get(..start.floor_char_boundary(1_000))?
        .to_ascii_lowercase();
    if !lower.starts_with('<') {
        return None;
    }
    let first = |tag: &str| {
        let rest = lower
            .strip_prefix('<')
            .and_then(|rest| rest.strip_prefix(tag));
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    if first("svg") || (first("?xml") && lower.contains("<svg")) {
        return Some("svg");
    }
    if first("?xml") {
        return Some("xml");
    }
    let html = [
        "!doctype html",
        "html",
        "head",
        "body",
        "div",
        "p",
        "h1",
        "table",
        "script",
        "style",
    ];
    html.into_iter().any(first).then_some("html")
}

fn json(text: &str) -> Option<&'static str> {
    let text = text.trim_end();
    let brackets = (text.starts_with('{') && text.ends_with('}'))
        || (text.starts_with('[') && text.ends_with(']'));
    let parses = || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    (brackets && parses()).then_some("json")
}

fn shebang(start: &str) -> Option<&'static str> {
    let program = start.strip_prefix("#!")?.lines().next()?;
    let shells = ["bash", "/sh", " sh", "zsh", "dash", "ksh"];
    if program.contains("python") {
        Some("python")
    } else if shells.iter().any(|shell| program.contains(shell)) {
        Some("bash")
    } else if program.contains("node") {
        Some("javascript")
    } else {
        None
    }
}

/// Programs, by lines that no other text has.
fn code(start: &str) -> Option<&'static str> {
    let lines: Vec<&str> = start.lines().map(str::trim_end).take(400).collect();
    // Prose that shows code is Markdown.
    if lines.iter().any(|line| line.starts_with("```")) {
        return None;
    }
    let has = |of: fn(&str) -> bool| lines.iter().any(|line| of(line));
    if has(is_python) {
        Some("python")
    } else if has(is_javascript) {
        Some("javascript")
    } else if is_sql(start) {
        Some("sql")
    } else if has(is_css_rule) && has(is_css_property) {
        Some("css")
    } else {
        None
    }
}

fn is_python(line: &str) -> bool {
    let names = |text: &str| {
        let plain = |c: char| c.is_alphanumeric() || "_., *()".contains(c);
        !text.is_empty() && text.chars().all(plain)
    };
    let block = |start: &str| line.starts_with(start) && line.ends_with(':');
    let from = line
        .strip_prefix("from ")
        .and_then(|rest| rest.split_once(" import "));
    // `import os` and `import numpy as np`, but not a sentence that begins so.
    let module = line.strip_prefix("import ").is_some_and(|rest| {
        names(rest)
            && (rest.split(' ').count() == 1 || rest.contains(" as ") || rest.contains(", "))
    });
    let definition = (block("def ") || block("async def ")) && line.contains('(');
    let class = block("class ") && line.split(' ').count() < 4;
    let imports =
        |(module, items): (&str, &str)| names(module) && !module.contains(' ') && names(items);
    definition || class || module || from.is_some_and(imports) || line.starts_with("if __name__ ==")
}

fn is_javascript(line: &str) -> bool {
    let declares = ["const ", "let ", "var "]
        .iter()
        .any(|word| line.starts_with(word))
        && line.contains(" = ");
    let function = ["function ", "async function ", "export function "]
        .iter()
        .any(|word| line.starts_with(word))
        && line.contains('(');
    let exports = ["export default ", "export const ", "module.exports"]
        .iter()
        .any(|word| line.starts_with(word));
    let imports =
        line.starts_with("import ") && (line.contains(" from '") || line.contains(" from \""));
    declares
        || function
        || exports
        || imports
        || line.starts_with("console.log(")
        || line.ends_with("=> {")
}

/// SQL begins with a statement, after comments.
fn is_sql(start: &str) -> bool {
    let statement: String = start
        .lines()
        .filter(|line| !line.trim_start().starts_with("--") && !line.trim().is_empty())
        .take(20)
        .collect::<Vec<_>>()
        .join(" ");
    let upper = statement.to_uppercase();
    let begins = |words: &[&str]| words.iter().any(|words| upper.starts_with(words));
    begins(&["CREATE TABLE ", "CREATE INDEX ", "CREATE VIEW ", "INSERT INTO ", "DELETE FROM ", "ALTER TABLE ", "DROP TABLE "])
        // Words of every day, unless they are written as SQL is.
        || (begins(&["SELECT ", "WITH "]) && upper.contains(" FROM ") && (statement.contains(';') || statement.contains(" FROM ")))
        || (begins(&["UPDATE "]) && upper.contains(" SET ") && upper.contains('='))
}

fn is_css_rule(line: &str) -> bool {
    let selector = line.strip_suffix('{').unwrap_or_default().trim();
    let plain = |c: char| c.is_alphanumeric() || " .#*:>+~,-_@()[]=\"".contains(c);
    !selector.is_empty() && !selector.starts_with("if ") && selector.chars().all(plain)
}

fn is_css_property(line: &str) -> bool {
    let line = line.trim();
    let Some((name, value)) = line.split_once(':') else {
        return false;
    };
    value.ends_with(';') && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}
