//! A model2vec model in a folder (<https://github.com/MinishLab/model2vec>): a vector for each word, and
//! the mean of them for a text. It runs here, in microseconds a text, and reaches nobody.

use std::path::Path;
use std::time::SystemTime;

use model2vec_rs::model::StaticModel;

use super::vector::Vector;

/// What is in such a folder.
const FILES: [&str; 3] = ["model.safetensors", "tokenizer.json", "config.json"];
/// Larger ones are no such models, and would not leave room for anything else: 2 GiB.
const LARGEST: u64 = 2 << 30;

/// Which files a model was loaded from: others, once one of them is written again.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stamp {
    folder: String,
    written: Vec<Option<SystemTime>>,
}

impl Stamp {
    pub(super) fn of(folder: &str) -> Self {
        let written = |name: &str| {
            let file = Path::new(folder).join(name);
            file.metadata().and_then(|file| file.modified()).ok()
        };
        Self {
            folder: folder.to_owned(),
            written: FILES.into_iter().map(written).collect(),
        }
    }
}

/// Loads the model: seconds, where its vocabulary is large.
///
/// # Errors
/// A sentence that says what is missing.
pub(super) fn load(folder: &str) -> Result<StaticModel, String> {
    let path = Path::new(folder);
    if !path.is_absolute() {
        return Err(format!(
            "`{folder}` is no absolute path; begin with the root of the machine that Odysseus runs on."
        ));
    }
    if !path.is_dir() {
        return Err(format!(
            "There is no folder {folder} that Odysseus can open."
        ));
    }
    let is_there = |name: &&str| path.join(name).is_file();
    let missing: Vec<&str> = FILES.into_iter().filter(|name| !is_there(name)).collect();
    if !missing.is_empty() {
        return Err(format!(
            "The folder {folder} has no {}; a model2vec model consists of {}.",
            missing.join(", "),
            FILES.join(", ")
        ));
    }
    let weighs = FILES
        .iter()
        .filter_map(|name| path.join(name).metadata().ok())
        .map(|metadata| metadata.len())
        .sum::<u64>();
    if weighs > LARGEST {
        return Err(format!(
            "The model in {folder} is larger than 2 GiB; take a static one (model2vec)."
        ));
    }
    StaticModel::from_pretrained(path, None, None, None)
        .map_err(|error| format!("The model in {folder} cannot be read: {error:#}."))
}

/// Reads texts.
pub(super) fn read(model: &StaticModel, texts: &[String]) -> Vec<Vector> {
    texts
        .iter()
        .map(|text| Vector::new(model.encode_single(text)))
        .collect()
}
