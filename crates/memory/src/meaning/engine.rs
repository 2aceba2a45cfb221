//! What reads texts, with whatever is set up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model2vec_rs::model::StaticModel;
use operation::Context;

use super::config::Config;
use super::endpoint::{self, Server};
use super::folder::{self, Stamp};
use super::vector::Vector;

/// A search does not ask again for so long after a model was not to be had.
const REST: SignedDuration = SignedDuration::from_secs(30);
/// A text that is too long for a server is cut in half down to this, in characters.
const SHORTEST: usize = 32;
/// What every model has a vector for.
const PROBE: &str = "memory";

/// Why texts were not read, in a sentence for the admin.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The model is not to be had, for any text.
    Gone(String),
    /// It did not take these texts.
    Refused(String),
}

impl Trouble {
    pub(super) fn gone(why: impl ToString) -> Self {
        Self::Gone(why.to_string())
    }

    pub(super) fn into_words(self) -> String {
        match self {
            Self::Gone(why) | Self::Refused(why) => why,
        }
    }
}

/// Reads texts; clones share one loaded model.
#[derive(Clone, Default)]
pub(crate) struct Engine {
    client: net::Client,
    /// The model of a folder; loaded at its first use.
    loaded: Arc<Mutex<Option<(Stamp, StaticModel)>>>,
    /// When a search last failed, under [`Config::model`].
    failed: Arc<Mutex<Option<(String, Timestamp)>>>,
}

/// What is behind these locks is whole at every moment, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// Reads texts, all of them or none.
    pub(super) async fn read(
        &self,
        cx: &Context,
        config: &Config,
        texts: Vec<String>,
        timeout: Duration,
    ) -> Result<Vec<Vector>, Trouble> {
        if let Some(folder) = config.folder.clone() {
            let engine = self.clone();
            let reading = tokio::task::spawn_blocking(move || engine.read_here(&folder, &texts));
            return match tokio::time::timeout(timeout, reading).await {
                Ok(read) => read.map_err(Trouble::gone)?.map_err(Trouble::Gone),
                // The thread goes on, so that it is there the next time.
                Err(_) => Err(Trouble::gone(
                    "The model takes long to load, and is loaded further; try again in some seconds.",
                )),
            };
        }
        let server = Server {
            url: endpoint::address(config.url.as_deref().unwrap_or_default())
                .map_err(Trouble::Gone)?,
            model: config.name.clone().unwrap_or_default(),
            api_key: config.key(cx.workspace().sealer()).map_err(Trouble::Gone)?,
        };
        endpoint::read(&self.client, &server, &texts, timeout).await
    }

    /// Reads texts with the model of a folder, on this thread.
    fn read_here(&self, folder: &str, texts: &[String]) -> Result<Vec<Vector>, String> {
        let stamp = Stamp::of(folder);
        let model = {
            // Held while it loads, so that it is loaded once.
            let mut loaded = lock(&self.loaded);
            match &*loaded {
                Some((of, model)) if *of == stamp => model.clone(),
                _ => {
                    // Not two of them in memory at once.
                    *loaded = None;
                    let model = folder::load(folder)?;
                    *loaded = Some((stamp, model.clone()));
                    model
                }
            }
        };
        Ok(folder::read(&model, texts))
    }

    /// Gives back the memory of a loaded model.
    pub(super) fn unload(&self) {
        *lock(&self.loaded) = None;
    }

    /// Reads one text, which shows whether the model is to be had at all.
    ///
    /// # Errors
    /// Why it is not, in a sentence.
    pub(super) async fn probe(
        &self,
        cx: &Context,
        config: &Config,
        timeout: Duration,
    ) -> Result<(), String> {
        let read = self.read(cx, config, vec![PROBE.to_owned()], timeout).await;
        let vectors = read.map_err(Trouble::into_words)?;
        match vectors.first() {
            // A folder's model need not know the word; a server's does.
            Some(vector) if config.folder.is_some() || vector.dimensions() > 0 => Ok(()),
            _ => Err(
                "The model gives empty vectors; take one that is made for embeddings.".to_owned(),
            ),
        }
    }

    /// Reads one text that a model did not take: as much of its beginning as it takes, if any.
    pub(super) async fn read_stubborn(
        &self,
        cx: &Context,
        config: &Config,
        text: &str,
        timeout: Duration,
    ) -> Result<Vector, Trouble> {
        let mut characters = text.chars().count();
        let mut refused = None;
        while characters >= SHORTEST || refused.is_none() {
            let beginning: String = text.chars().take(characters).collect();
            match self.read(cx, config, vec![beginning], timeout).await {
                Ok(vectors) => {
                    return Ok(vectors.into_iter().next().unwrap_or_else(Vector::nothing));
                }
                Err(Trouble::Refused(why)) => refused = Some(why),
                Err(gone) => return Err(gone),
            }
            characters /= 2;
        }
        // Either it is this text, or the server refuses everything.
        match self.probe(cx, config, timeout).await {
            Ok(()) => Ok(Vector::nothing()),
            Err(why) => Err(Trouble::Gone(why)),
        }
    }

    /// Reads what a search asks for; `None` when the model is not to be had, or was not just before.
    pub(crate) async fn read_question(
        &self,
        cx: &Context,
        config: &Config,
        question: &str,
        timeout: Duration,
    ) -> Option<Vector> {
        let resting = lock(&self.failed)
            .as_ref()
            .is_some_and(|(of, at)| *of == config.model && cx.now().duration_since(*at) < REST);
        if resting {
            return None;
        }
        let read = self
            .read(cx, config, vec![question.to_owned()], timeout)
            .await;
        match read {
            Ok(vectors) => {
                *lock(&self.failed) = None;
                vectors.into_iter().next()
            }
            Err(trouble) => {
                tracing::warn!(?trouble, "a question could not be read by meaning");
                *lock(&self.failed) = Some((config.model.clone(), cx.now()));
                None
            }
        }
    }
}
