//! Dispatch: the one way to run an operation.

use bytes::Bytes;

use crate::audit::{Outcome, Record};
use crate::declare::Handler;
use crate::idempotency::Key;
use crate::{
    Caller, Context, Effect, Error, Fields, Kind, Operation, Output, Result, Verdict, Workspace,
    approvals, audit, idempotency, input,
};

/// Keys are the caller's own names for calls; longer ones are no names.
const KEY_LENGTH: usize = 255;

/// A call as an interface hands it in.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The operation's name.
    pub operation: String,
    /// The input: path, query and body fields in one.
    pub input: Fields,
    /// The interface that it comes through (`rest`, `codex`, …).
    pub interface: &'static str,
    /// The id under which faults are logged and that the caller is told.
    pub request_id: String,
    /// The caller's name for this call, under which it is done once.
    pub idempotency_key: Option<String>,
    /// Whether fields that the operation does not know are a warning rather than an error.
    pub lenient: bool,
}

/// What a call gave.
pub struct Answer {
    /// The operation's name.
    pub operation: &'static str,
    /// What it gave.
    pub output: Output,
    /// What the caller should know besides: fields that were not understood.
    pub warnings: Vec<String>,
    /// Whether this is the answer of an earlier, identical call.
    pub replayed: bool,
}

impl Workspace {
    /// Runs one operation for a caller: may they, is the input right, does the person want to be asked,
    /// was it done already; then does it and records it, in one transaction.
    ///
    /// # Errors
    /// Whatever is wrong, in words for the caller. Nothing has then been changed by this call.
    pub async fn dispatch(&self, caller: Caller, call: Call) -> Result<Answer> {
        let operation = self.registry().operation(&call.operation)?;
        let cx = Context::new(
            self.clone(),
            caller,
            call.request_id.clone(),
            call.interface,
        );
        let record = Record {
            operation: operation.name,
            effect: operation.effect,
            input: (!operation.secret)
                .then(|| serde_json::to_string(&call.input).unwrap_or_default()),
        };
        let result = self.run(operation, &cx, call, &record).await;
        if let Err(error) = &result {
            if error.kind == Kind::Fault {
                tracing::error!(request_id = cx.request_id(), operation = operation.name, error = ?error, "a call failed");
            }
            self.record_failure(&cx, record, error).await;
        }
        result
    }

    async fn run(
        &self,
        operation: &Operation,
        cx: &Context,
        call: Call,
        record: &Record,
    ) -> Result<Answer> {
        let verdict = self.registry().judge(operation, cx.caller())?;
        let mut fields = call.input;
        let warnings = unknown_fields(operation, &mut fields, call.lenient)?;
        input::refuse_nul(&fields)?;
        let key = call
            .idempotency_key
            .map(|key| self.key(operation, key, &fields))
            .transpose()?
            .flatten();
        let answer = |output, replayed| Answer {
            operation: operation.name,
            output,
            warnings,
            replayed,
        };

        let question =
            (verdict == Verdict::Ask).then(|| (idempotency::hash(&fields), record.input.clone()));
        let output = match &operation.handler {
            Handler::Read(prepare) => {
                let read = prepare(fields)?;
                return Ok(answer(Output::Json(cx.read(read).await?), false));
            }
            Handler::Write(prepare) => {
                let write = prepare(fields)?;
                if let Some(stored) = self.replay(cx, key.as_ref()).await? {
                    return Ok(answer(Output::Json(stored), true));
                }
                self.limits().check(cx.caller(), operation.effect)?;
                let approval = self.approved(cx, operation, question).await?;
                let record = record.clone();
                let json = cx
                    .write(move |tx| {
                        if let Some(id) = &approval {
                            approvals::consume(tx.conn, id)?;
                        }
                        let json = write(tx)?;
                        let cx: Context = (**tx).clone();
                        audit::record(tx.conn, &cx, &record, Outcome::Done, None)?;
                        if let Some(key) = &key {
                            idempotency::store(tx.conn, &cx, key, Some(&json))?;
                        }
                        Ok(json)
                    })
                    .await?;
                Output::Json(json)
            }
            Handler::Work(prepare) => {
                let work = prepare(fields)?;
                if operation.effect == Effect::Read {
                    return Ok(answer(work(cx.clone()).await?, false));
                }
                if let Some(stored) = self.replay(cx, key.as_ref()).await? {
                    return Ok(answer(Output::Json(stored), true));
                }
                self.limits().check(cx.caller(), operation.effect)?;
                let approval = self.approved(cx, operation, question).await?;
                let (started, begun, named) = (record.clone(), approval, key.clone());
                let seq = cx
                    .write(move |tx| {
                        if let Some(id) = &begun {
                            approvals::consume(tx.conn, id)?;
                        }
                        let cx: Context = (**tx).clone();
                        if let Some(key) = &named {
                            idempotency::store(tx.conn, &cx, key, None)?;
                        }
                        audit::record(tx.conn, &cx, &started, Outcome::Started, None)
                    })
                    .await?;
                // The caller may hang up; what has started still ends and is recorded.
                let worker = cx.clone();
                let ended = tokio::spawn(async move {
                    let outcome = work(worker.clone()).await;
                    finish(&worker, seq, key, outcome).await
                });
                ended.await.map_err(Error::fault)??
            }
        };
        Ok(answer(output, false))
    }

    fn key(&self, operation: &Operation, key: String, fields: &Fields) -> Result<Option<Key>> {
        if key.is_empty() || key.len() > KEY_LENGTH || !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(Error::bad_input(format!(
                "An Idempotency-Key is 1 to {KEY_LENGTH} visible ASCII characters, such as a UUID."
            )));
        }
        let records = operation.effect != Effect::Read && !operation.secret;
        Ok(records.then(|| Key {
            key,
            operation: operation.name,
            input_hash: idempotency::hash(fields),
        }))
    }

    async fn replay(&self, cx: &Context, key: Option<&Key>) -> Result<Option<Bytes>> {
        let Some(key) = key.cloned() else {
            return Ok(None);
        };
        cx.read(move |view| {
            let cx: Context = (**view).clone();
            idempotency::replay(view.conn, &cx, &key)
        })
        .await
    }

    /// The person's yes to this call, where they want to be asked.
    async fn approved(
        &self,
        cx: &Context,
        operation: &Operation,
        question: Option<(String, Option<String>)>,
    ) -> Result<Option<String>> {
        let Some((hash, input)) = question else {
            return Ok(None);
        };
        let name = operation.name;
        let word = cx
            .write(move |tx| approvals::ask(tx, name, &hash, input.as_deref().unwrap_or("{}")))
            .await?;
        word.map(Some)
    }

    /// Calls that failed are on record too, unless they only looked or named nobody's operation.
    async fn record_failure(&self, cx: &Context, record: Record, error: &Error) {
        if record.effect == Effect::Read || error.recorded {
            return;
        }
        let outcome = match error.kind {
            Kind::ApprovalRequired => Outcome::Asked,
            Kind::Forbidden => Outcome::Refused,
            _ => Outcome::Failed,
        };
        let (detail, cx) = (error.message.clone(), cx.clone());
        let recorded = self
            .database()
            .write(move |conn| audit::record(conn, &cx, &record, outcome, Some(&detail)))
            .await;
        if let Err(error) = recorded {
            tracing::error!(error = ?error, "a failed call could not be recorded");
        }
    }
}

async fn finish(
    cx: &Context,
    seq: i64,
    key: Option<Key>,
    outcome: Result<Output>,
) -> Result<Output> {
    let (ended, detail, json) = match &outcome {
        Ok(Output::Json(json)) => (Outcome::Done, None, Some(json.clone())),
        Ok(Output::Download(_) | Output::Stream(_)) => (Outcome::Done, None, None),
        Err(error) => (Outcome::Failed, Some(error.message.clone()), None),
    };
    cx.write(move |tx| {
        audit::finish(tx.conn, seq, ended, detail.as_deref())?;
        let cx: Context = (**tx).clone();
        match (key, json) {
            (Some(key), Some(json)) => idempotency::store(tx.conn, &cx, &key, Some(&json)),
            (Some(key), None) => idempotency::forget(tx.conn, &cx, &key),
            (None, _) => Ok(()),
        }
    })
    .await?;
    outcome.map_err(Error::on_record)
}

/// Fields that the operation does not have: an error that names them, or warnings.
fn unknown_fields(
    operation: &Operation,
    fields: &mut Fields,
    lenient: bool,
) -> Result<Vec<String>> {
    let known: Vec<&str> = operation.fields().collect();
    let unknown: Vec<String> = fields
        .keys()
        .filter(|name| !known.contains(&name.as_str()))
        .cloned()
        .collect();
    if unknown.is_empty() {
        return Ok(Vec::new());
    }
    let takes = if known.is_empty() {
        "it takes none".to_owned()
    } else {
        format!("it takes {}", known.join(", "))
    };
    if lenient {
        fields.retain(|name, _| known.contains(&name.as_str()));
        let say = |name: &String| {
            format!(
                "`{name}` is not a field of {} and was ignored; {takes}.",
                operation.name
            )
        };
        return Ok(unknown.iter().map(say).collect());
    }
    let shown: Vec<String> = unknown.iter().map(|name| format!("`{name}`")).collect();
    let first = unknown.into_iter().next().unwrap_or_default();
    Err(Error::bad_input(format!(
        "{} has no field {}; {takes}.",
        operation.name,
        shown.join(", ")
    ))
    .field(first))
}
