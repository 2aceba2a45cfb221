//! stub
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Diagnosis {
    pub(crate) class: String,
    pub(crate) message: String,
}
impl Diagnosis {
    pub(crate) fn class_name(&self) -> &str {
        &self.class
    }
}
pub(crate) struct Facts<'a> {
    pub(crate) command: Option<&'a crate::command::Command>,
    pub(crate) exit_code: Option<i64>,
    pub(crate) signal: Option<&'a str>,
    pub(crate) oom: bool,
    pub(crate) ever_ready: bool,
}
pub(crate) fn diagnose(_: &str, _: u64, _: &Facts<'_>) -> Option<Diagnosis> {
    None
}
