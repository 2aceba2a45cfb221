//! Reads what `cached.sh` answers. Lines that are none of it are passed over: total on any bytes.

use std::collections::BTreeMap;

/// The files of one machine's stores.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Listing {
    pub(super) stores: Vec<Store>,
    /// What Ollama's API answered.
    pub(super) tags: Option<String>,
    /// Directories that were named and are not there.
    pub(super) missing: Vec<String>,
    /// Directories that are not looked into.
    pub(super) refused: Vec<String>,
    /// Whether the script came to its end.
    pub(super) complete: bool,
}

/// A directory and what is below it.
#[derive(Debug, PartialEq)]
pub(super) struct Store {
    pub(super) kind: Kind,
    pub(super) path: String,
    pub(super) files: Vec<File>,
    /// The files that each index of weights names, by the index's path.
    pub(super) indexes: BTreeMap<String, Vec<String>>,
    /// Ollama's manifests, by path.
    pub(super) manifests: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A Hugging Face cache.
    Hub,
    /// A directory of the person's.
    Folder,
    /// Ollama's manifests.
    Ollama,
}

/// A file below a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Its path from the store.
    pub(super) path: String,
    pub(super) bytes: u64,
}

impl Kind {
    fn read(word: &str) -> Option<Self> {
        match word {
            "hub" => Some(Self::Hub),
            "folder" => Some(Self::Folder),
            "ollama" => Some(Self::Ollama),
            _ => None,
        }
    }
}

impl Listing {
    pub(super) fn read(answer: &[u8]) -> Self {
        let mut listing = Self::default();
        // The index or manifest that the lines which follow belong to.
        let mut current = String::new();
        for line in String::from_utf8_lossy(answer).split('\n') {
            let (word, rest) = line.split_once('\t').unwrap_or((line, ""));
            if let Some(kind) = Kind::read(word) {
                listing.stores.push(Store {
                    kind,
                    path: rest.to_owned(),
                    files: Vec::new(),
                    indexes: BTreeMap::new(),
                    manifests: Vec::new(),
                });
                continue;
            }
            match (word, listing.stores.last_mut()) {
                ("f", Some(store)) => store.files.extend(file(rest)),
                ("i", Some(store)) => {
                    below(rest).clone_into(&mut current);
                    store.indexes.entry(current.clone()).or_default();
                }
                ("s", Some(store)) => {
                    if let Some(shards) = store.indexes.get_mut(&current) {
                        shards.push(rest.to_owned());
                    }
                }
                ("m", Some(_)) => below(rest).clone_into(&mut current),
                ("j", Some(store)) => store.manifests.push((current.clone(), rest.to_owned())),
                ("tags", _) => listing.tags = Some(rest.to_owned()),
                // Only a directory that the person named is missed when it is not there.
                ("missing", _) => listing
                    .missing
                    .extend(rest.strip_prefix("folder\t").map(str::to_owned)),
                ("refused", _) => listing
                    .refused
                    .extend(rest.split_once('\t').map(|(_, path)| path.to_owned())),
                ("end", _) => listing.complete = true,
                _ => {}
            }
        }
        listing
    }
}

/// `BYTES<TAB>kind of file<TAB>path`; other things than files (what a link leads to) are none.
fn file(fields: &str) -> Option<File> {
    let mut fields = fields.splitn(3, '\t');
    let bytes = fields.next()?.parse().ok()?;
    let kind = fields.next()?;
    let path = below(fields.next()?).to_owned();
    kind.to_ascii_lowercase()
        .starts_with("regular")
        .then_some(File { path, bytes })
}

fn below(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}
