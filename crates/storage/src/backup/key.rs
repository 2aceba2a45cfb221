//! The sealing key in a backup: locked with a passphrase, or not there at all.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};

use super::BackupError;
use crate::seal::{self, Sealer};

/// Whoever has the file can try as many passphrases as they like.
pub const SHORTEST_PASSPHRASE: usize = 12;

/// RFC 9106, section 4, second recommendation: 64 MiB, 3 passes, 4 lanes.
const MEMORY_KIB: u32 = 64 << 10;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// What is asked of this machine by an archive that somebody else wrote, at most.
const MOST_MEMORY_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 16;

const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;
const PURPOSE: &[u8] = b"odysseus backup: sealing key, version 1";

/// The sealing key, locked with a passphrase: argon2id makes a key of that, and XChaCha20-Poly1305
/// locks with it. The numbers are those of this one; later ones may differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// Base64, as the next two.
    salt: String,
    nonce: String,
    ciphertext: String,
}

impl WrappedKey {
    /// Locks the key of a data directory (or the environment's, which comes first). About a tenth of a
    /// second and 64 MiB.
    ///
    /// # Errors
    /// A short passphrase, or no key.
    pub fn wrap(
        data_dir: &Path,
        env_key: Option<&str>,
        passphrase: &str,
    ) -> Result<WrappedKey, BackupError> {
        if passphrase.chars().count() < SHORTEST_PASSPHRASE {
            return Err(BackupError::ShortPassphrase);
        }
        let text = seal::existing_text(data_dir, env_key)?.ok_or(BackupError::NoKey)?;
        // Only a key that is one.
        Sealer::from_text(&text, "to be put into the backup")?;
        let failed = |error: &dyn std::fmt::Display| BackupError::Wrap(error.to_string());
        let (mut salt, mut nonce) = ([0; SALT_BYTES], [0; NONCE_BYTES]);
        getrandom::fill(&mut salt).map_err(|error| failed(&error))?;
        getrandom::fill(&mut nonce).map_err(|error| failed(&error))?;
        let cipher = cipher((MEMORY_KIB, PASSES, LANES), &salt, passphrase)
            .ok_or_else(|| failed(&"argon2id has not enough memory"))?;
        let payload = Payload {
            msg: text.trim().as_bytes(),
            aad: PURPOSE,
        };
        let ciphertext = cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|error| failed(&error))?;
        Ok(WrappedKey {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: STANDARD.encode(salt),
            nonce: STANDARD.encode(nonce),
            ciphertext: STANDARD.encode(ciphertext),
        })
    }

    /// The key's text, with the right passphrase.
    pub(super) fn unwrap(&self, passphrase: &str) -> Option<String> {
        let numbers = (self.memory_kib, self.passes, self.lanes);
        if numbers.0 > MOST_MEMORY_KIB || numbers.1 > MOST_PASSES || numbers.2 > MOST_LANES {
            return None;
        }
        let salt = STANDARD.decode(&self.salt).ok()?;
        let nonce: [u8; NONCE_BYTES] = STANDARD.decode(&self.nonce).ok()?.try_into().ok()?;
        let ciphertext = STANDARD.decode(&self.ciphertext).ok()?;
        let payload = Payload {
            msg: &ciphertext,
            aad: PURPOSE,
        };
        let text = cipher(numbers, &salt, passphrase)?
            .decrypt(XNonce::from_slice(&nonce), payload)
            .ok()?;
        String::from_utf8(text).ok()
    }
}

fn cipher(
    (memory_kib, passes, lanes): (u32, u32, u32),
    salt: &[u8],
    passphrase: &str,
) -> Option<XChaCha20Poly1305> {
    let params = Params::new(memory_kib, passes, lanes, Some(KEY_BYTES)).ok()?;
    let mut key = [0; KEY_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .ok()?;
    XChaCha20Poly1305::new_from_slice(&key).ok()
}
