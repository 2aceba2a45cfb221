//! The declaration of an operation: one value with everything about it.

use std::borrow::Cow;
use std::fs::File;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::context::{Context, Tx, View};
use crate::{Access, Effect, Event, Fields, Method, Ownership, Result, Scope, input};

/// What an input may have at most, unless an operation says otherwise: 1 MiB.
const INPUT_LIMIT: usize = 1 << 20;

/// A file to hand out.
#[derive(Debug)]
pub struct Download {
    /// Its media type.
    pub content_type: Cow<'static, str>,
    /// The name to save it under.
    pub filename: String,
    /// Its content.
    pub body: Body,
}

/// The content of a [`Download`].
#[derive(Debug)]
pub enum Body {
    /// In memory.
    Bytes(Bytes),
    /// On the disk, from its beginning, however large; read as it is handed out.
    File(File),
}

/// A live stream of events.
pub type EventStream = Pin<Box<dyn Stream<Item = Event> + Send>>;

/// What an operation gives.
pub enum Output {
    /// A serialised JSON value.
    Json(Bytes),
    /// A file.
    Download(Download),
    /// Events as they happen.
    Stream(EventStream),
}

type Pending<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;
type Reading = Box<dyn FnOnce(&mut View<'_>) -> Result<Bytes> + Send>;
pub(crate) type Writing = Box<dyn FnOnce(&mut Tx<'_>) -> Result<Bytes> + Send>;
pub(crate) type Working = Box<dyn FnOnce(Context) -> Pending<Output> + Send>;

/// A handler takes the input apart first, before anything else is done, and gives what then runs.
pub(crate) enum Handler {
    /// Runs on a reader of the database.
    Read(Box<dyn Fn(Fields) -> Result<Reading> + Send + Sync>),
    /// Runs inside the one transaction of the call.
    Write(Box<dyn Fn(Fields) -> Result<Writing> + Send + Sync>),
    /// Runs outside: reaches other machines, computes long, or streams.
    Work(Box<dyn Fn(Fields) -> Result<Working> + Send + Sync>),
}

/// One thing that a caller can do.
pub struct Operation {
    /// `capability.verb`.
    pub name: &'static str,
    /// What it does to the world.
    pub effect: Effect,
    /// Who may call.
    pub access: Access,
    /// Whose things it is about.
    pub ownership: Ownership,
    /// Method of its resource route.
    pub method: Method,
    /// Path of its resource route below `/api`, parameters in braces.
    pub path: &'static str,
    /// The JSON schema of its input; its description is the operation's own.
    pub input: Value,
    /// The JSON schema of what it gives, where that is JSON.
    pub output: Option<Value>,
    /// A compact rendering of its output, for reading.
    pub markdown: Option<fn(&Value) -> String>,
    /// Whether its input or output holds a secret: neither is then recorded.
    pub secret: bool,
    /// Makes what is recorded of its input, where a part of it is secret.
    pub redact: Option<fn(&mut Fields)>,
    /// Whether it is everyday work: language models are shown these first.
    pub everyday: bool,
    /// Whether it gives a stream of events.
    pub streams: bool,
    /// How many bytes its input may have at most, as JSON.
    pub input_limit: usize,
    pub(crate) handler: Handler,
}

fn json<T: Serialize>(value: &T) -> Result<Bytes> {
    Ok(Bytes::from(serde_json::to_vec(value)?))
}

fn schema<T: JsonSchema>(serialize: bool) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.inline_subschemas = true;
    });
    let settings = if serialize {
        settings.for_serialize()
    } else {
        settings
    };
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

impl Operation {
    fn new<I: JsonSchema>(name: &'static str, effect: Effect, handler: Handler) -> Self {
        Self {
            name,
            effect,
            access: Access::Person,
            ownership: Ownership::Owned,
            method: Method::Post,
            path: "",
            input: schema::<I>(false),
            output: None,
            markdown: None,
            secret: false,
            redact: None,
            everyday: false,
            streams: false,
            input_limit: INPUT_LIMIT,
            handler,
        }
    }

    fn giving<O: JsonSchema>(self) -> Self {
        Self {
            output: Some(schema::<O>(true)),
            ..self
        }
    }

    /// An operation that looks only.
    pub fn read<I, O>(name: &'static str, handler: fn(&mut View<'_>, I) -> Result<O>) -> Self
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + 'static,
    {
        let prepare = move |fields| -> Result<Reading> {
            let input: I = input::parse(fields)?;
            Ok(Box::new(move |view: &mut View<'_>| {
                json(&handler(view, input)?)
            }))
        };
        Self::new::<I>(name, Effect::Read, Handler::Read(Box::new(prepare))).giving::<O>()
    }

    /// An operation that changes rows, in one transaction with everything recorded about the call.
    pub fn write<I, O>(name: &'static str, handler: fn(&mut Tx<'_>, I) -> Result<O>) -> Self
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + 'static,
    {
        let prepare = move |fields| -> Result<Writing> {
            let input: I = input::parse(fields)?;
            Ok(Box::new(move |tx: &mut Tx<'_>| json(&handler(tx, input)?)))
        };
        Self::new::<I>(name, Effect::Write, Handler::Write(Box::new(prepare))).giving::<O>()
    }

    /// The same for one that takes something away.
    pub fn destroy<I, O>(name: &'static str, handler: fn(&mut Tx<'_>, I) -> Result<O>) -> Self
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + 'static,
    {
        Self {
            effect: Effect::Destroy,
            ..Self::write(name, handler)
        }
    }

    /// An operation that reaches outside the database, or computes too long for a transaction. Unless
    /// it only reads, *started* is recorded before it runs and its outcome after.
    pub fn work<I, O, F>(
        name: &'static str,
        effect: Effect,
        handler: impl Fn(Context, I) -> F + Send + Sync + Clone + 'static,
    ) -> Self
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + 'static,
        F: Future<Output = Result<O>> + Send + 'static,
    {
        let prepare = move |fields| -> Result<Working> {
            let input: I = input::parse(fields)?;
            let handler = handler.clone();
            Ok(Box::new(move |cx| {
                Box::pin(async move { Ok(Output::Json(json(&handler(cx, input).await?)?)) })
            }))
        };
        Self::new::<I>(name, effect, Handler::Work(Box::new(prepare))).giving::<O>()
    }

    /// An operation that hands out a file.
    pub fn download<I, F>(
        name: &'static str,
        handler: impl Fn(Context, I) -> F + Send + Sync + Clone + 'static,
    ) -> Self
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        F: Future<Output = Result<Download>> + Send + 'static,
    {
        let prepare = move |fields| -> Result<Working> {
            let input: I = input::parse(fields)?;
            let handler = handler.clone();
            Ok(Box::new(move |cx| {
                Box::pin(async move { Ok(Output::Download(handler(cx, input).await?)) })
            }))
        };
        Self::new::<I>(name, Effect::Read, Handler::Work(Box::new(prepare)))
    }

    /// An operation that streams events.
    pub fn stream<I, F>(
        name: &'static str,
        handler: impl Fn(Context, I) -> F + Send + Sync + Clone + 'static,
    ) -> Self
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        F: Future<Output = Result<EventStream>> + Send + 'static,
    {
        let prepare = move |fields| -> Result<Working> {
            let input: I = input::parse(fields)?;
            let handler = handler.clone();
            Ok(Box::new(move |cx| {
                Box::pin(async move { Ok(Output::Stream(handler(cx, input).await?)) })
            }))
        };
        Self {
            streams: true,
            ..Self::new::<I>(name, Effect::Read, Handler::Work(Box::new(prepare)))
        }
    }

    /// Open to the person and to tokens that hold `scope`.
    #[must_use]
    pub fn scope(self, scope: Scope) -> Self {
        Self {
            access: Access::Scoped(scope),
            ..self
        }
    }

    /// Who may call, where that is no scope. Without either it is the person alone.
    #[must_use]
    pub fn access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// About the whole instance: for admins and their tokens.
    #[must_use]
    pub fn instance(self) -> Self {
        Self {
            ownership: Ownership::Instance,
            ..self
        }
    }

    /// Its resource route below `/api`.
    #[must_use]
    pub fn route(self, method: Method, path: &'static str) -> Self {
        Self {
            method,
            path,
            ..self
        }
    }

    /// A compact rendering of what it gives.
    #[must_use]
    pub fn markdown(self, render: fn(&Value) -> String) -> Self {
        Self {
            markdown: Some(render),
            ..self
        }
    }

    /// Its input or output holds a secret: neither is recorded or replayed.
    #[must_use]
    pub fn secret(self) -> Self {
        Self {
            secret: true,
            ..self
        }
    }

    /// Parts of its input are secret: `redact` takes them away from what is recorded of a call and shown to the person who
    /// is asked. The output must not hold them.
    #[must_use]
    pub fn redact(self, redact: fn(&mut Fields)) -> Self {
        Self {
            redact: Some(redact),
            ..self
        }
    }

    /// What is recorded of an input.
    pub(crate) fn recorded(&self, input: &Fields) -> Option<String> {
        if self.effect == Effect::Read || self.secret {
            return None;
        }
        let mut input = Cow::Borrowed(input);
        if let Some(redact) = self.redact {
            redact(input.to_mut());
        }
        Some(serde_json::to_string(&*input).unwrap_or_default())
    }

    /// It is everyday work: language models are shown it first, and find the others by searching. Fields that
    /// hardly any call needs are left out there when `#[schemars(extend("x-rare" = true))]` marks them.
    #[must_use]
    pub fn everyday(self) -> Self {
        Self {
            everyday: true,
            ..self
        }
    }

    /// Takes inputs of that many bytes, in place of 1 MiB.
    #[must_use]
    pub fn input_limit(self, bytes: usize) -> Self {
        Self {
            input_limit: bytes,
            ..self
        }
    }

    /// What it does: the doc comment of its input type.
    #[must_use]
    pub fn description(&self) -> &str {
        self.input
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The first sentence of that, on one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let paragraph = self.description().split("\n\n").next().unwrap_or_default();
        let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        line.split_inclusive(". ")
            .next()
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    }

    /// The names of its input fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.input
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
    }
}
