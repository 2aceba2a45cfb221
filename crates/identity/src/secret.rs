//! Random secrets, and the digests under which they are stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use operation::{Error, Result};
use sha2::{Digest, Sha256};

/// Bytes from the system's random number generator.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::fault(error.to_string()))?;
    Ok(bytes)
}

/// 256 random bits in 43 characters that fit cookies and addresses.
pub(crate) fn opaque() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// How long [`opaque`] is: anything else need not be looked up.
pub(crate) const OPAQUE_LENGTH: usize = 43;

/// `length` random characters of `alphabet`, each as likely as any other.
pub(crate) fn characters(alphabet: &[u8], length: usize) -> Result<String> {
    // Bytes beyond the last whole multiple of the alphabet would favour its first characters.
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let chosen = random::<64>()?
            .into_iter()
            .map(usize::from)
            .filter(|&byte| byte < fair)
            .filter_map(|byte| alphabet.get(byte % alphabet.len()))
            .map(|&character| char::from(character));
        text.extend(chosen.take(length - text.len()));
    }
    Ok(text)
}

/// SHA-256 in hexadecimal. Enough for secrets that are random and long; passwords need more.
pub(crate) fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
