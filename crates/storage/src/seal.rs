//! Secrets in the database, sealed for their place: XChaCha20-Poly1305
//! (<https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03>), the key in a file beside
//! the data or in the environment, never in a backup.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};

use crate::open::make_private_dir;

/// Which way a text was sealed; another scheme gets another prefix.
const PREFIX: &str = "v1.";
pub(crate) const KEY_FILE: &str = "sealing.key";
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// Seals and unseals; clones hold the same key, which is wiped when they are dropped.
#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    fingerprint: String,
}

/// Why there is no key to seal with. The messages are for the person who starts Odysseus.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file could not be read or made.
    #[error("the sealing key {}: {source}", path.display())]
    Io {
        /// The key file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// Others than the owner can read the file.
    #[error("the sealing key {} can be read by others (mode {mode:03o}): run `chmod 600` on it", path.display())]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not 32 bytes in base64.
    #[error(
        "the sealing key ({0}) must be 32 bytes in base64, as `openssl rand -base64 32` makes them"
    )]
    Malformed(String),
    /// The system gave no random bytes.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

/// Why a secret could not be sealed or unsealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// Not a sealed text at all.
    #[error("this is no sealed secret")]
    Malformed,
    /// Sealed for another row, with another key, or changed since.
    #[error("the secret does not open: another key, another row, or it was changed")]
    Refused,
    /// The system gave no random bytes.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

impl Sealer {
    /// Takes the key (32 bytes in base64) from `env_key`, else from the file `sealing.key` in
    /// `data_dir`, which is made with mode 0600 when absent.
    ///
    /// # Errors
    /// [`KeyError`]; a key file that others can read is refused.
    pub fn open(data_dir: &Path, env_key: Option<&str>) -> Result<Sealer, KeyError> {
        if let Some(text) = env_key {
            return Sealer::from_text(text, "from the environment");
        }
        let path = data_dir.join(KEY_FILE);
        let text = read_or_create(data_dir, &path)?;
        Sealer::from_text(&text, &path.display().to_string())
    }

    /// The same without making a key: `None` when there is none.
    ///
    /// # Errors
    /// As [`Sealer::open`].
    pub fn existing(data_dir: &Path, env_key: Option<&str>) -> Result<Option<Sealer>, KeyError> {
        let text = existing_text(data_dir, env_key)?;
        let origin = data_dir.join(KEY_FILE);
        text.map(|text| Sealer::from_text(&text, &origin.display().to_string()))
            .transpose()
    }

    pub(crate) fn from_text(text: &str, origin: &str) -> Result<Sealer, KeyError> {
        let malformed = || KeyError::Malformed(origin.to_owned());
        let key = STANDARD.decode(text.trim()).map_err(|_| malformed())?;
        let cipher = XChaCha20Poly1305::new_from_slice(&key).map_err(|_| malformed())?;
        let fingerprint = fingerprint(&key);
        Ok(Sealer {
            cipher,
            fingerprint,
        })
    }

    /// Tells one key from another (16 hexadecimal digits), and nothing else about it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Seals `plaintext` for one column of one row; it opens nowhere else.
    ///
    /// # Errors
    /// [`SealError::Random`].
    pub fn seal(
        &self,
        table: &str,
        column: &str,
        row: &str,
        plaintext: &[u8],
    ) -> Result<String, SealError> {
        let mut sealed = vec![0; NONCE_BYTES];
        getrandom::fill(&mut sealed).map_err(SealError::Random)?;
        let aad = &place(table, column, row);
        let payload = Payload {
            msg: plaintext,
            aad,
        };
        let ciphertext = self
            .cipher
            .encrypt(XNonce::from_slice(&sealed), payload)
            // Only beyond 256 GB.
            .map_err(|_| SealError::Refused)?;
        sealed.extend_from_slice(&ciphertext);
        Ok(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Opens what [`Sealer::seal`] made for the same place.
    ///
    /// # Errors
    /// [`SealError::Malformed`] or [`SealError::Refused`].
    pub fn unseal(
        &self,
        table: &str,
        column: &str,
        row: &str,
        sealed: &str,
    ) -> Result<Vec<u8>, SealError> {
        let text = sealed.strip_prefix(PREFIX).ok_or(SealError::Malformed)?;
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| SealError::Malformed)?;
        let (nonce, msg) = bytes
            .split_at_checked(NONCE_BYTES)
            .ok_or(SealError::Malformed)?;
        let aad = &place(table, column, row);
        self.cipher
            .decrypt(XNonce::from_slice(nonce), Payload { msg, aad })
            .map_err(|_| SealError::Refused)
    }
}

/// The key as its file or the environment holds it; `None` when there is none.
pub(crate) fn existing_text(
    data_dir: &Path,
    env_key: Option<&str>,
) -> Result<Option<String>, KeyError> {
    if let Some(text) = env_key {
        return Ok(Some(text.to_owned()));
    }
    let path = data_dir.join(KEY_FILE);
    let io = |source| KeyError::Io {
        path: path.clone(),
        source,
    };
    if !path.try_exists().map_err(io)? {
        return Ok(None);
    }
    refuse_exposed(&path)?;
    fs::read_to_string(&path).map(Some).map_err(io)
}

/// A digest for this use alone, cut short: keys are random, so that it tells nothing of them.
fn fingerprint(key: &[u8]) -> String {
    let digest = Sha256::new()
        .chain_update(b"odysseus sealing key fingerprint")
        .chain_update(key)
        .finalize();
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The associated data. The lengths keep `("ab", "c")` apart from `("a", "bc")`.
fn place(table: &str, column: &str, row: &str) -> Vec<u8> {
    let mut data = Vec::new();
    for part in [table, column, row] {
        data.extend_from_slice(&(part.len() as u64).to_be_bytes());
        data.extend_from_slice(part.as_bytes());
    }
    data
}

fn read_or_create(data_dir: &Path, path: &Path) -> Result<String, KeyError> {
    let io = |source| KeyError::Io {
        path: path.to_owned(),
        source,
    };
    if !path.try_exists().map_err(io)? {
        make_private_dir(data_dir).map_err(io)?;
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key).map_err(KeyError::Random)?;
        let draft = format!(
            "{KEY_FILE}.{:016x}",
            getrandom::u64().map_err(KeyError::Random)?
        );
        create(&data_dir.join(draft), path, &STANDARD.encode(key)).map_err(io)?;
    }
    refuse_exposed(path)?;
    fs::read_to_string(path).map_err(io)
}

/// Writes the file whole under another name first: a second process sees it complete or not at
/// all, and the first one to link it wins.
fn create(draft: &Path, path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    let linked = match fs::hard_link(draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    };
    fs::remove_file(draft)?;
    linked?;
    // The name is on the disk before anything is sealed with the key.
    path.parent()
        .map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

#[cfg(unix)]
fn refuse_exposed(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|source| KeyError::Io {
        path: path.to_owned(),
        source,
    })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyError::Exposed {
            path: path.to_owned(),
            mode,
        })
    }
}

#[cfg(not(unix))]
fn refuse_exposed(_path: &Path) -> Result<(), KeyError> {
    Ok(())
}
