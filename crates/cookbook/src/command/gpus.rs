//! Which GPUs a program may use.

use std::fmt;
use std::str::FromStr;

use operation::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

/// GPUs by number, such as `0,1`. None means that it was not said: all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("pattern" = "^([0-9]+(,[0-9]+)*)?$", "maxLength" = 200))]
pub(crate) struct Gpus(Vec<u16>);

impl Gpus {
    /// Reads whole numbers with commas between them, or nothing.
    ///
    /// # Errors
    /// What is right instead, for the field `gpus`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let mut numbers = Vec::new();
        for number in text.split(',') {
            let plain = number.chars().all(|c| c.is_ascii_digit());
            match number.parse() {
                Ok(number) if plain && !numbers.contains(&number) => numbers.push(number),
                _ => {
                    return Err(Error::bad_input(
                        "GPUs are different whole numbers with commas between them, such as `0,1`.",
                    )
                    .field("gpus"));
                }
            }
        }
        Ok(Self(numbers))
    }
}

impl fmt::Display for Gpus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u16::to_string).collect();
        f.write_str(&numbers.join(","))
    }
}

impl FromStr for Gpus {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Gpus {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| super::said(&error))
    }
}
