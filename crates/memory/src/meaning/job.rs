//! The job `memory.embed`: reads the texts of one owner that have not been read yet. Its key is the
//! owner; whoever scheduled it may be another.

use std::time::Duration;

use operation::{Context, Error, Job, JobKind, Result};

use super::config::Config;
use super::engine::{Engine, Trouble};
use super::store;
use super::vector::Vector;

/// The job's kind.
pub(super) const JOB: &str = "memory.embed";
/// So many texts are read at once.
const BATCH: i64 = 32;
/// So long may that take.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn job(engine: Engine) -> JobKind {
    JobKind::outside(JOB, move |cx, job| read_all(engine.clone(), cx, job))
}

async fn read_all(engine: Engine, cx: Context, job: Job) -> Result<()> {
    let mut after = 0;
    loop {
        let owner = job.key.clone();
        let next = cx
            .read(move |view| {
                let Some(config) = Config::get(view.conn)? else {
                    return Ok(None);
                };
                let texts = store::unread(view.conn, &owner, &config.model, after, BATCH)?;
                Ok(Some((config, texts)))
            })
            .await?;
        let Some((config, texts)) = next else {
            return Ok(());
        };
        let Some((last, _)) = texts.last() else {
            return Ok(());
        };
        after = *last;
        match read(&engine, &cx, &config, &texts).await {
            Ok(vectors) => keep(&cx, &job.key, config, texts, vectors).await?,
            Err(trouble) => {
                let why = trouble.into_words();
                let noted = why.clone();
                cx.write(move |tx| config.note_trouble(tx.conn, Some(&noted)))
                    .await?;
                return Err(Error::unavailable(why));
            }
        }
    }
}

/// Reads a batch; a text that the model does not take does not stand in the way of the others.
async fn read(
    engine: &Engine,
    cx: &Context,
    config: &Config,
    texts: &[(i64, String)],
) -> Result<Vec<Vector>, Trouble> {
    let batch = texts.iter().map(|(_, text)| text.clone()).collect();
    match engine.read(cx, config, batch, PATIENCE).await {
        Err(Trouble::Refused(_)) => {}
        done => return done,
    }
    let mut vectors = Vec::new();
    for (_, text) in texts {
        vectors.push(engine.read_stubborn(cx, config, text, PATIENCE).await?);
    }
    Ok(vectors)
}

async fn keep(
    cx: &Context,
    owner: &str,
    config: Config,
    texts: Vec<(i64, String)>,
    vectors: Vec<Vector>,
) -> Result<()> {
    let owner = owner.to_owned();
    cx.write(move |tx| {
        // Set up otherwise in the meantime: these are of no use any more.
        if Config::get(tx.conn)?.is_none_or(|now| now.model != config.model) {
            return Ok(());
        }
        for (text, vector) in texts.iter().zip(&vectors) {
            store::put(tx, &owner, &config.model, text, vector)?;
        }
        if config.trouble.is_some() {
            config.note_trouble(tx.conn, None)?;
        }
        Ok(())
    })
    .await
}
