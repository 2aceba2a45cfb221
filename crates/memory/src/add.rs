use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::category::Category;
use crate::row::Row;
use crate::store::{self, Stored};
use crate::words::Words;
use crate::{Changed, Memory, WRITE, meaning, show};

/// Remembers something about the person, for later conversations: one fact, in a sentence that stands
/// for itself.
///
/// What is remembered already, in whatever case, is not stored twice; the answer is then that one, with
/// `duplicate`.
#[derive(Debug, Deserialize, JsonSchema)]
struct Add {
    /// What to remember.
    text: Words,
    /// What sort of thing it is.
    #[serde(default)]
    category: Category,
    /// Whether it is always to be kept in mind.
    #[serde(default)]
    pinned: bool,
    /// Where it comes from.
    #[schemars(extend("x-rare" = true))]
    source: Option<Text<100>>,
    /// The conversation that it comes from.
    #[schemars(extend("x-rare" = true))]
    session_id: Option<Text<200>>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("memory.add", add)
        .scope(WRITE)
        .route(Method::Post, "/memory")
        .markdown(show::changed_markdown)
        .everyday()
}

/// Text that says something, trimmed.
fn given<const MAX: usize>(text: Option<Text<MAX>>) -> Option<String> {
    text.map(|text| text.trimmed().to_owned())
        .filter(|text| !text.is_empty())
}

fn add(tx: &mut Tx<'_>, input: Add) -> Result<Changed> {
    let mut row = Row::new(tx, input.text, input.category);
    row.pinned = input.pinned;
    if let Some(source) = given(input.source) {
        row.source = source;
    }
    row.session_id = given(input.session_id);
    let (row, message, duplicate) = match store::insert(tx, row)? {
        Stored::New(row) => {
            store::tell(tx, &row.id, "added")?;
            meaning::store::read_later(tx)?;
            let message = format!("Remembered (id: {})", row.short_id());
            (row, message, false)
        }
        Stored::Same(row) => (row, "Memory already exists".to_owned(), true),
    };
    Ok(Changed {
        memory: Memory::from(row),
        message,
        count: store::count(tx)?,
        duplicate,
    })
}
