use std::time::Duration;

use operation::{Access, Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::config::Config;
use super::endpoint;
use super::engine::Engine;
use super::status::Status;
use super::store;

/// So long may trying a model take.
const PATIENCE: Duration = Duration::from_secs(10);
/// So alike have texts to be, unless set otherwise: static models give unrelated ones less.
const LEAST: f64 = 0.3;

// Without comments on the variants, so that schemas list them as plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum By {
    Off,
    Folder,
    Endpoint,
}

/// Sets how memories are found by meaning, beside words: not at all (`off`), with a model2vec model in a
/// folder, or with a server that speaks the OpenAI embeddings API.
///
/// The model is tried before anything is changed. All memories are then read with it, in the background;
/// to a server that means that their texts are sent there. Set a folder again after its files changed.
#[derive(Debug, Deserialize, JsonSchema)]
struct SetMeaning {
    /// Which of them.
    by: By,
    /// The folder, as an absolute path on the machine of Odysseus. In it are model.safetensors,
    /// tokenizer.json and config.json.
    folder: Option<Text<4_000>>,
    /// The server's address up to `/v1`, such as `http://127.0.0.1:8080/v1`.
    url: Option<Text<2_000>>,
    /// The model that the server is asked for.
    model: Option<Text<200>>,
    /// The server's key, if it wants one. Left out, that of the same address stays; empty takes it away.
    api_key: Option<Text<1_000>>,
    /// How alike a memory has to be to what is looked for, from 0 to 1 (the cosine). 0.3 unless given; some
    /// models find everything alike, and need more.
    least: Option<f64>,
}

pub(crate) fn operation(engine: Engine) -> Operation {
    Operation::work("memory.set_meaning", Effect::Write, move |cx, input| {
        set(engine.clone(), cx, input)
    })
    .access(Access::Admin)
    .instance()
    .route(Method::Put, "/memory/meaning")
    .secret()
}

async fn set(engine: Engine, cx: Context, input: SetMeaning) -> Result<Status> {
    let before = cx.read(|view| Config::get(view.conn)).await?;
    let config = match input.by {
        By::Off => None,
        By::Folder => Some(folder(&input)?),
        By::Endpoint => Some(server(&cx, &input, before.as_ref())?),
    };
    if let Some(config) = &config {
        let field = if config.folder.is_some() {
            "folder"
        } else {
            "url"
        };
        let tried = engine.probe(&cx, config, PATIENCE).await;
        tried.map_err(|why| Error::bad_input(why).field(field))?;
    } else {
        engine.unload();
    }
    cx.write(move |tx| {
        store::forget_all(tx.conn)?;
        match &config {
            None => Config::remove(tx.conn)?,
            Some(config) => {
                config.put(tx.conn)?;
                store::read_all_later(tx)?;
            }
        }
        Status::of(tx.conn)
    })
    .await
}

/// Text that says something.
fn given<const MAX: usize>(text: Option<&Text<MAX>>) -> Option<&str> {
    text.map(Text::trimmed).filter(|text| !text.is_empty())
}

/// What is set up, as far as both kinds have it.
fn config(input: &SetMeaning) -> Result<Config> {
    let least = input.least.unwrap_or(LEAST);
    if !(0.0..=1.0).contains(&least) {
        return Err(Error::bad_input("`least` is a number from 0 to 1.").field("least"));
    }
    Ok(Config {
        model: Uuid::new_v4().to_string(),
        folder: None,
        url: None,
        name: None,
        api_key: None,
        least,
        trouble: None,
    })
}

fn folder(input: &SetMeaning) -> Result<Config> {
    let folder = given(input.folder.as_ref()).ok_or_else(|| {
        Error::bad_input("`folder` is missing: the absolute path of a model2vec model.")
            .field("folder")
    })?;
    Ok(Config {
        folder: Some(folder.to_owned()),
        ..config(input)?
    })
}

fn server(cx: &Context, input: &SetMeaning, before: Option<&Config>) -> Result<Config> {
    let missing = |field: &str| Error::bad_input(format!("`{field}` is missing.")).field(field);
    let url = given(input.url.as_ref()).ok_or_else(|| missing("url"))?;
    let name = given(input.model.as_ref()).ok_or_else(|| missing("model"))?;
    let address = endpoint::address(url).map_err(|why| Error::bad_input(why).field("url"))?;
    let same = |old: &&Config| {
        let old = old.url.as_deref().map(endpoint::address);
        old.is_some_and(|old| old.as_ref() == Ok(&address))
    };
    let api_key = match &input.api_key {
        // A key goes to the address that it was given for, and nowhere else.
        None => before.filter(same).and_then(|old| old.api_key.clone()),
        Some(key) if key.trimmed().is_empty() => None,
        Some(key) => Some(Config::seal_key(cx.workspace().sealer(), key.trimmed())?),
    };
    Ok(Config {
        url: Some(url.to_owned()),
        name: Some(name.to_owned()),
        api_key,
        ..config(input)?
    })
}
