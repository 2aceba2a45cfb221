//! Answers and errors as results of tools.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use operation::{Answer, Body, Download, Effect, Error, Operation, Output, Result};
use rmcp::model::{CallToolResult, ContentBlock, MetaObject, ResourceContents};
use serde_json::{Map, Value};

use super::meta::Found;
use crate::markdown;
use crate::problem::Problem;
use crate::reply;

/// Files beyond this many bytes are not put into a conversation.
const FILE: usize = 1 << 20;

/// What a call gave: the JSON for programs, and text for the model to read. Where there is a rendering for
/// reading the text is that, so that a model that is shown both reads each thing once in a form that helps.
///
/// # Errors
/// It gave what no tool can hand on.
pub(crate) fn of_answer(operation: &Operation, answer: Answer) -> Result<CallToolResult> {
    let mut result = match answer.output {
        Output::Json(json) => {
            let value: Value = serde_json::from_slice(&json)?;
            let text = match (operation.markdown, operation.effect) {
                (Some(render), _) => render(&value),
                (None, Effect::Read) => markdown::render(&value),
                (None, _) => value.to_string(),
            };
            of_value(value, text)
        }
        Output::Download(file) => embedded(operation, file)?,
        Output::Stream(_) => {
            return Err(Error::bad_input(format!(
                "{} streams, which tools cannot do.",
                operation.name
            ))
            .hint(format!("Read it over HTTP: GET /api{}", operation.path)));
        }
    };
    if !answer.warnings.is_empty() {
        let warnings = answer.warnings.join("\n");
        if let Some(value) = &mut result.structured_content {
            reply::warn(value, answer.warnings);
        }
        result.content.push(ContentBlock::text(warnings));
    }
    if answer.replayed {
        let replayed = ("odysseus/idempotencyReplayed".to_owned(), true.into());
        result.meta = Some(MetaObject(Map::from_iter([replayed])));
    }
    Ok(result)
}

/// What a search for operations found.
pub(crate) fn of_found(found: Found) -> CallToolResult {
    of_value(found.value, found.text)
}

fn of_value(value: Value, text: String) -> CallToolResult {
    let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
    // An object, or nothing (MCP, Tools, Structured Content).
    result.structured_content = value.is_object().then_some(value);
    result
}

fn embedded(operation: &Operation, file: Download) -> Result<CallToolResult> {
    let bytes = match file.body {
        Body::Bytes(bytes) if bytes.len() <= FILE => bytes,
        Body::Bytes(_) | Body::File(_) => {
            return Err(Error::bad_input(format!(
                "{} is a file to save, and no part of a conversation.",
                file.filename
            ))
            .hint(format!("Download it over HTTP: GET /api{}", operation.path)));
        }
    };
    let uri = format!("odysseus://files/{}", operation.name);
    let contents = match std::str::from_utf8(&bytes) {
        Ok(text) => ResourceContents::text(text, uri),
        Err(_) => ResourceContents::blob(BASE64_STANDARD.encode(&bytes), uri),
    };
    let contents = contents.with_mime_type(file.content_type);
    Ok(CallToolResult::success(vec![
        ContentBlock::text(file.filename),
        ContentBlock::resource(contents),
    ]))
}

/// What went wrong, as the other interfaces say it.
pub(crate) fn of_error(error: Error, request_id: &str) -> CallToolResult {
    let mut text = error.message.clone();
    for more in [&error.hint].into_iter().flatten() {
        text.push('\n');
        text.push_str(more);
    }
    if let Some(more) = &error.more {
        text.push('\n');
        text.push_str(&markdown::render(&Value::Object(more.clone())));
    }
    let wait = Problem::retry_after(&error);
    let mut fields = Problem::from(error).fields(request_id);
    if let Some(seconds) = wait {
        fields.insert("retry_after".to_owned(), seconds.into());
    }
    let mut result = CallToolResult::error(vec![ContentBlock::text(text)]);
    result.structured_content = Some(Value::Object(fields));
    result
}
