//! What a language is as a file: its media type and the end of its name.

/// Language, its other names, media type (RFC 6838) and extension.
const FORMATS: &[(&[&str], &str, &str)] = &[
    (&["markdown", "md"], "text/markdown", "md"),
    (&["html"], "text/html", "html"),
    (&["css"], "text/css", "css"),
    (&["javascript", "js", "jsx"], "text/javascript", "js"),
    (&["typescript", "ts", "tsx"], "text/plain", "ts"),
    (&["json"], "application/json", "json"),
    (&["xml"], "application/xml", "xml"),
    (&["svg"], "image/svg+xml", "svg"),
    (&["csv"], "text/csv", "csv"),
    (&["yaml", "yml"], "application/yaml", "yaml"),
    (&["toml"], "application/toml", "toml"),
    (&["sql"], "application/sql", "sql"),
    (&["email"], "message/rfc822", "eml"),
    (&["python", "py"], "text/plain", "py"),
    (&["bash", "sh", "shell"], "text/plain", "sh"),
    (&["rust", "rs"], "text/plain", "rs"),
    (&["go", "golang"], "text/plain", "go"),
    (&["java"], "text/plain", "java"),
    (&["kotlin"], "text/plain", "kt"),
    (&["swift"], "text/plain", "swift"),
    (&["c"], "text/plain", "c"),
    (&["cpp", "c++"], "text/plain", "cpp"),
    (&["csharp", "c#"], "text/plain", "cs"),
    (&["ruby"], "text/plain", "rb"),
    (&["php"], "text/plain", "php"),
    (&["lua"], "text/plain", "lua"),
    (&["r"], "text/plain", "r"),
    (&["latex", "tex"], "text/plain", "tex"),
];

fn format(language: &str) -> (&'static str, &'static str) {
    let language = language.to_lowercase();
    FORMATS
        .iter()
        .find(|(names, ..)| names.contains(&language.as_str()))
        .map_or(("text/plain", "txt"), |(_, media, extension)| {
            (media, extension)
        })
}

/// The media type of a text in that language; of what is not listed, plain text.
pub(crate) fn media_type(language: &str) -> &'static str {
    format(language).0
}

/// What the name of a file in that language ends in, without the dot.
pub(crate) fn extension(language: &str) -> &'static str {
    format(language).1
}
