//! One line of a checklist.

use std::fmt;

use operation::{Error, Result, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// The longest checklist.
pub(crate) const MOST: usize = 1_000;
/// The longest line, in characters.
const LONGEST: usize = 2_000;

/// One line of a checklist. A text alone is read as one that is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What to do.
    pub text: String,
    /// Whether it is done.
    pub done: bool,
}

/// Refuses a checklist that is too long.
pub(crate) fn check_count(count: usize) -> Result<()> {
    if count > MOST {
        let message = format!("A checklist has at most {MOST} items, and this would have {count}.");
        return Err(Error::bad_input(message).field("items"));
    }
    Ok(())
}

/// As objects come in; `checked` is another word for `done`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    text: Text<LONGEST>,
    #[serde(default)]
    done: Option<bool>,
    #[serde(default)]
    checked: Option<bool>,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemVisitor;
        impl<'de> Visitor<'de> for ItemVisitor {
            type Value = Item;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an item: its text, or {\"text\": \"…\", \"done\": false}")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Item, E> {
                let length = text.chars().count();
                if length > LONGEST {
                    return Err(E::custom(format!(
                        "an item has at most {LONGEST} characters, and this has {length}"
                    )));
                }
                Ok(Item {
                    text: text.to_owned(),
                    done: false,
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Item, A::Error> {
                let object = Object::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Item {
                    text: object.text.0,
                    done: object.done.or(object.checked).unwrap_or(false),
                })
            }
        }
        deserializer.deserialize_any(ItemVisitor)
    }
}

impl JsonSchema for Item {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Item".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            return json_schema!({
                "type": "object",
                "properties": { "text": { "type": "string" }, "done": { "type": "boolean" } },
                "required": ["text", "done"],
            });
        }
        json_schema!({
            "description": "A line of a checklist: its text, or text and whether it is done.",
            "anyOf": [
                { "type": "string", "maxLength": LONGEST },
                {
                    "type": "object",
                    "properties": {
                        "text": { "type": "string", "maxLength": LONGEST },
                        "done": { "type": "boolean", "default": false },
                    },
                    "required": ["text"],
                },
            ],
        })
    }
}
