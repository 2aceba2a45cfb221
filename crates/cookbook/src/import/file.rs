//! The older program's file: read leniently, since its versions and its pages wrote numbers as text and left things out.

use operation::{Error, Result};
use serde_json::{Map, Value};

/// What is known at the top of the file, and in `env`.
const KNOWN: [&str; 4] = ["servers", "presets", "tasks", "env"];
const KNOWN_ENV: [&str; 11] = [
    "env",
    "envPath",
    "gpus",
    "hfToken",
    "hfTokenConfigured",
    "hfTokenMasked",
    "remoteHost",
    "defaultServer",
    "platform",
    "modelPaths",
    "servers",
];

/// The older Odysseus' `cookbook_state.json`.
#[derive(Debug)]
pub struct Older {
    pub(super) servers: Vec<Fields>,
    pub(super) presets: Vec<Fields>,
    pub(super) tasks: Vec<Fields>,
    pub(super) env: Fields,
    /// What else is in it, and why nothing is made of it.
    pub(super) others: Vec<(String, String)>,
}

impl Older {
    /// Reads the file.
    ///
    /// # Errors
    /// It is none; the sentence says what it is instead.
    pub fn parse(text: &[u8]) -> Result<Self> {
        // Editors of Windows put one at the beginning.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        if text.trim_ascii().is_empty() {
            return Err(Error::bad_input("The file is empty."));
        }
        let top: Value = serde_json::from_slice(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Error::bad_input(if error.is_eof() {
                format!("The file ends in the middle, at line {line}: it was cut off. Nothing was taken over.")
            } else {
                format!("The file is no JSON: it goes wrong at line {line}, column {column}. Nothing was taken over.")
            })
        })?;
        let Value::Object(mut top) = top else {
            return Err(another());
        };
        if !KNOWN.iter().any(|name| top.contains_key(*name)) {
            return Err(another());
        }
        let mut others = Vec::new();
        let mut env = match top.remove("env") {
            Some(Value::Object(env)) => env,
            None | Some(Value::Null) => Map::new(),
            Some(_) => {
                others.push(("env".to_owned(), "It is no object.".to_owned()));
                Map::new()
            }
        };
        let mut older = Self {
            servers: list(
                env.remove("servers").or_else(|| top.remove("servers")),
                "servers",
                &mut others,
            ),
            presets: list(top.remove("presets"), "presets", &mut others),
            tasks: list(top.remove("tasks"), "tasks", &mut others),
            env: Fields(env),
            others,
        };
        // The first versions knew one machine: the one whose environment stands here.
        if older.servers.is_empty() {
            older.servers.extend(older.env.as_server());
        }
        older.rest(&top);
        Ok(older)
    }

    /// Whether the older program had that host as a machine with Windows.
    pub(super) fn runs_windows(&self, host: &str) -> bool {
        let windows = |server: &Fields| server.text("host") == host && server.is_windows();
        !is_this_machine(host) && self.servers.iter().any(windows)
    }

    /// Notes what nothing is made of.
    fn rest(&mut self, top: &Map<String, Value>) {
        for name in top.keys() {
            let why = match name.as_str() {
                "serveState" => "It is what was typed into the older pages' forms.",
                _ => "It is not known here.",
            };
            self.others.push((shown(name), why.to_owned()));
        }
        for name in self
            .env
            .0
            .keys()
            .filter(|name| !KNOWN_ENV.contains(&name.as_str()))
        {
            let why = "It is not known here.".to_owned();
            self.others.push((format!("env.{}", shown(name)), why));
        }
    }
}

fn another() -> Error {
    Error::bad_input(
        "The file is JSON, but no cookbook_state.json of an older Odysseus: it has no `env`, `presets` or `tasks`.",
    )
}

fn list(value: Option<Value>, name: &str, others: &mut Vec<(String, String)>) -> Vec<Fields> {
    match value {
        Some(Value::Array(items)) => {
            let mut entries = Vec::new();
            for (at, item) in items.into_iter().enumerate() {
                match item {
                    Value::Object(fields) => entries.push(Fields(fields)),
                    _ => others.push((format!("{name}[{at}]"), "It is no object.".to_owned())),
                }
            }
            entries
        }
        None | Some(Value::Null) => Vec::new(),
        Some(_) => {
            others.push((name.to_owned(), "It is no list.".to_owned()));
            Vec::new()
        }
    }
}

/// The words by which the older program called the machine that it ran on.
pub(super) fn is_this_machine(host: &str) -> bool {
    ["", "local", "localhost"].contains(&host)
}

/// Text that may be shown in a terminal.
fn shown(text: &str) -> String {
    let plain = text.replace(char::is_control, " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ")
}

/// One object of the file.
#[derive(Debug, Default)]
pub(super) struct Fields(pub(super) Map<String, Value>);

impl Fields {
    /// Whether it is said at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    /// A text as it stands there; nothing where it is something else.
    pub(super) fn raw(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A text or number in one line.
    pub(super) fn text(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(Value::String(text)) => shown(text),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The first of these fields that says something.
    pub(super) fn first(&self, names: &[&str]) -> String {
        let mut texts = names.iter().map(|name| self.text(name));
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Whether it is set.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.0
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// Texts: a list of them, or one with commas.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let texts: Vec<String> = match self.0.get(name) {
            Some(Value::Array(items)) => {
                items.iter().filter_map(Value::as_str).map(shown).collect()
            }
            Some(Value::String(text)) => text.split(',').map(shown).collect(),
            _ => Vec::new(),
        };
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// An object within it.
    pub(super) fn within(&self, name: &str) -> Self {
        let fields = self.0.get(name).and_then(Value::as_object);
        Self(fields.cloned().unwrap_or_default())
    }

    pub(super) fn is_windows(&self) -> bool {
        self.text("platform").eq_ignore_ascii_case("windows")
    }

    /// The server that `env` describes, where it says anything of one.
    fn as_server(&self) -> Option<Self> {
        let named = [
            ("remoteHost", "host"),
            ("env", "env"),
            ("envPath", "envPath"),
            ("gpus", "gpus"),
            ("modelPaths", "modelDirs"),
            ("platform", "platform"),
        ];
        let said = named
            .into_iter()
            .filter_map(|(from, to)| Some((to.to_owned(), self.0.get(from)?.clone())));
        let server = Self(said.collect());
        let says = |name| !matches!(server.text(name).as_str(), "" | "none");
        let any = ["host", "env", "envPath", "gpus"].into_iter().any(says);
        (any || !server.texts("modelDirs").is_empty()).then_some(server)
    }
}
