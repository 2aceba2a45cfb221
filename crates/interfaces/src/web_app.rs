//! The web app's files: those inside the program, or a folder's while somebody works on them.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use flate2::bufread::GzDecoder;
use operation::{Error, Result};

use crate::preference::Coding;

/// The page that the app begins with, under whatever path.
pub(crate) const INDEX: &str = "index.html";

/// The files that browsers are given.
#[derive(Debug, Clone)]
pub struct WebApp(Source);

#[derive(Debug, Clone)]
enum Source {
    Inside(Arc<BTreeMap<&'static str, Asset>>),
    Folder(PathBuf),
}

/// The content of a file of the web app.
#[derive(Debug, Clone)]
pub enum WebFile {
    /// As it is.
    Plain(Bytes),
    /// The same content twice.
    Compressed {
        /// In Brotli (RFC 7932).
        brotli: Bytes,
        /// In gzip (RFC 1952).
        gzip: Bytes,
    },
}

/// A file with what tells its version from others.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    content: WebFile,
    /// Absent where the file may change at any time.
    pub(crate) version: Option<u64>,
}

impl WebApp {
    /// The app of these files, each with its path below the root: `assets/app-4f2a.js`.
    pub fn new(files: impl IntoIterator<Item = (&'static str, WebFile)>) -> Self {
        let assets = files.into_iter().map(|(path, content)| {
            let version = Some(version(&content));
            (path, Asset { content, version })
        });
        Self(Source::Inside(Arc::new(assets.collect())))
    }

    /// The app of a folder's files, read anew for every request.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn from_folder(folder: &Path) -> io::Result<Self> {
        if folder.is_dir() {
            Ok(Self(Source::Folder(folder.canonicalize()?)))
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    /// The file with that path, as it stands in the request.
    pub(crate) async fn asset(&self, path: &str) -> Result<Option<Asset>> {
        match &self.0 {
            Source::Inside(assets) => Ok(assets.get(path).cloned()),
            Source::Folder(root) => {
                let (root, path) = (root.clone(), path.to_owned());
                let read = tokio::task::spawn_blocking(move || read(&root, &path));
                let content = read.await.map_err(Error::fault)?;
                Ok(content.map(|bytes| Asset {
                    content: WebFile::Plain(bytes.into()),
                    version: None,
                }))
            }
        }
    }
}

impl Asset {
    /// The content in that coding, or in the one that there is.
    ///
    /// # Errors
    /// Faults alone.
    pub(crate) fn encoded(&self, coding: Coding) -> Result<(Coding, Bytes)> {
        Ok(match (&self.content, coding) {
            (WebFile::Plain(bytes), _) => (Coding::Identity, bytes.clone()),
            (WebFile::Compressed { brotli, .. }, Coding::Brotli) => (coding, brotli.clone()),
            (WebFile::Compressed { gzip, .. }, Coding::Gzip) => (coding, gzip.clone()),
            (WebFile::Compressed { gzip, .. }, Coding::Identity) => {
                let mut bytes = Vec::new();
                let mut inflated = GzDecoder::new(&gzip[..]);
                inflated.read_to_end(&mut bytes).map_err(Error::fault)?;
                (coding, bytes.into())
            }
        })
    }
}

/// Tells versions of a file apart. The files are ours, so that nobody makes two alike on purpose.
fn version(content: &WebFile) -> u64 {
    let (WebFile::Plain(bytes) | WebFile::Compressed { gzip: bytes, .. }) = content;
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// A file of the folder, and nothing outside of it: neither by `..` nor by a link.
fn read(root: &Path, path: &str) -> Option<Vec<u8>> {
    let harmless = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        !part.is_empty() && !part.starts_with('.') && part.chars().all(plain)
    };
    if !path.split('/').all(harmless) {
        return None;
    }
    let file = root.join(path).canonicalize().ok()?;
    if file.starts_with(root) && file.is_file() {
        std::fs::read(file).ok()
    } else {
        None
    }
}
