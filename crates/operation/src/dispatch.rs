//! Dispatch: the one way to run an operation.

use bytes::Bytes;

use crate::approvals::Question;
use crate::audit::{Outcome, Record};
use crate::declare::{Handler, Working, Writing};
use crate::idempotency::Key;
use crate::{
    Caller, Context, Effect, Error, Fields, Kind, Operation, Output, Progress, Result, Tx, Verdict,
    Workspace, approvals, audit, idempotency, input,
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
    /// Where it tells how far it has come.
    pub progress: Progress,
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

/// A call that changes something, as far as it is more than its handler.
struct Change {
    record: Record,
    key: Option<Key>,
    /// The hash of the input, where the person wants to be asked first.
    question: Option<String>,
}

/// What is known before a change is made.
enum Clearance {
    /// It was made before: this was the answer.
    Done(Bytes),
    /// Make it, using up this yes.
    Go { approval: Option<String> },
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
            call.progress.clone(),
        );
        let record = Record {
            operation: operation.name,
            effect: operation.effect,
            input: operation.recorded(&call.input),
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
        let change = Change {
            record: record.clone(),
            key: self.key(operation, call.idempotency_key, &fields)?,
            question: (verdict == Verdict::Ask).then(|| idempotency::hash(&fields)),
        };
        let (output, replayed) = match &operation.handler {
            Handler::Read(prepare) => (Output::Json(cx.read(prepare(fields)?).await?), false),
            Handler::Work(prepare) if operation.effect == Effect::Read => {
                (prepare(fields)?(cx.clone()).await?, false)
            }
            Handler::Write(prepare) => {
                let write = prepare(fields)?;
                match self.clear(cx, &change).await? {
                    Clearance::Done(json) => (Output::Json(json), true),
                    Clearance::Go { approval } => self.write(cx, change, approval, write).await?,
                }
            }
            Handler::Work(prepare) => {
                let work = prepare(fields)?;
                match self.clear(cx, &change).await? {
                    Clearance::Done(json) => (Output::Json(json), true),
                    Clearance::Go { approval } => self.work(cx, change, approval, work).await?,
                }
            }
        };
        Ok(Answer {
            operation: operation.name,
            output,
            warnings,
            replayed,
        })
    }

    /// Whether a change was made already, has the person's yes where they want to be asked, and is within
    /// the limits.
    async fn clear(&self, cx: &Context, change: &Change) -> Result<Clearance> {
        if let Some(key) = change.key.clone() {
            let stored = cx
                .read(move |view| idempotency::replay(view.conn, view.context(), &key))
                .await?;
            if let Some(json) = stored {
                return Ok(Clearance::Done(json));
            }
        }
        let approval = match change.question.clone() {
            None => None,
            Some(hash) => {
                let operation = change.record.operation;
                let question = Question {
                    operation,
                    summary: self.registry().operation(operation)?.summary(),
                    input_hash: hash,
                    input: change
                        .record
                        .input
                        .clone()
                        .unwrap_or_else(|| "{}".to_owned()),
                };
                let word = cx.write(move |tx| approvals::ask(tx, &question)).await?;
                Some(word?)
            }
        };
        // Last, so that only what is really done counts: a call that waits for a yes is repeated often.
        self.limits().check(cx.caller(), change.record.effect)?;
        Ok(Clearance::Go { approval })
    }

    /// Runs a writing handler: its rows and everything recorded about the call commit together. Also
    /// tells whether the answer is an earlier one.
    async fn write(
        &self,
        cx: &Context,
        change: Change,
        approval: Option<String>,
        write: Writing,
    ) -> Result<(Output, bool)> {
        cx.write(move |tx| {
            if let Some(json) = begin(tx, &change, approval.as_deref())? {
                return Ok((json, true));
            }
            let json = write(tx)?;
            audit::record(tx, &change.record, Outcome::Done, None)?;
            if let Some(key) = &change.key {
                idempotency::store(tx, key, Some(&json))?;
            }
            Ok((json, false))
        })
        .await
        .map(|(json, replayed)| (Output::Json(json), replayed))
    }

    /// Runs what reaches outside: that it started is committed before, how it ended after.
    async fn work(
        &self,
        cx: &Context,
        change: Change,
        approval: Option<String>,
        work: Working,
    ) -> Result<(Output, bool)> {
        let key = change.key.clone();
        let started = cx
            .write(move |tx| {
                if let Some(json) = begin(tx, &change, approval.as_deref())? {
                    return Ok(Err(json));
                }
                if let Some(key) = &change.key {
                    idempotency::store(tx, key, None)?;
                }
                audit::record(tx, &change.record, Outcome::Started, None).map(Ok)
            })
            .await?;
        let seq = match started {
            Ok(seq) => seq,
            Err(json) => return Ok((Output::Json(json), true)),
        };
        // The caller may hang up; what has started still ends and is recorded.
        let cx = cx.clone();
        let ended = tokio::spawn(async move {
            let outcome = work(cx.clone()).await;
            finish(&cx, seq, key, outcome).await
        });
        Ok((ended.await.map_err(Error::fault)??, false))
    }

    fn key(
        &self,
        operation: &Operation,
        key: Option<String>,
        fields: &Fields,
    ) -> Result<Option<Key>> {
        let Some(key) = key else { return Ok(None) };
        if key.is_empty() || key.len() > KEY_LENGTH || !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(Error::bad_input(format!(
                "An Idempotency-Key is 1 to {KEY_LENGTH} visible ASCII characters, such as a UUID."
            )));
        }
        let stored = operation.effect != Effect::Read && !operation.secret;
        Ok(stored.then(|| Key {
            key,
            operation: operation.name,
            input_hash: idempotency::hash(fields),
        }))
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
        let detail = error.message.clone();
        let recorded = cx
            .write(move |tx| audit::record(tx, &record, outcome, Some(&detail)))
            .await;
        if let Err(error) = recorded {
            tracing::error!(error = ?error, "a failed call could not be recorded");
        }
    }
}

/// The first steps of a change, inside its transaction: the answer, if the same call was faster, or else
/// the yes is used up.
fn begin(tx: &mut Tx<'_>, change: &Change, approval: Option<&str>) -> Result<Option<Bytes>> {
    if let Some(key) = &change.key
        && let Some(json) = idempotency::replay(tx.conn, tx.context(), key)?
    {
        return Ok(Some(json));
    }
    if let Some(id) = approval {
        approvals::consume(tx.conn, id)?;
    }
    Ok(None)
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
        match (key, json) {
            (Some(key), Some(json)) => idempotency::store(tx, &key, Some(&json)),
            (Some(key), None) => idempotency::forget(tx, &key),
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
