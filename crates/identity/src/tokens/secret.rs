//! The form of a token: `ody_`, 32 random characters, and a checksum of what precedes it.
//!
//! The fixed beginning lets scanners find leaked tokens, and the checksum tells a cut or mistyped one
//! without asking the database (as GitHub's tokens do:
//! <https://github.blog/engineering/behind-githubs-new-authentication-token-formats/>).

use operation::Result;

use crate::secret;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BEGINNING: &str = "ody_";
/// 62^32 is more than 2^190.
const RANDOM: usize = 32;
/// 62^6 is more than 2^32.
const CHECKSUM: usize = 6;
/// So much of a token is shown in lists.
const SHOWN: usize = 8;

/// A new token.
pub(crate) fn generate() -> Result<String> {
    let body = format!("{BEGINNING}{}", secret::characters(BASE62, RANDOM)?);
    let checksum = checksum(&body);
    Ok(body + &checksum)
}

/// Whether the text has the form of a token and its checksum is right.
pub(crate) fn is_well_formed(text: &str) -> bool {
    text.len() == BEGINNING.len() + RANDOM + CHECKSUM
        && text
            .split_at_checked(BEGINNING.len() + RANDOM)
            .is_some_and(|(body, end)| {
                body.strip_prefix(BEGINNING)
                    .is_some_and(|random| random.bytes().all(|c| BASE62.contains(&c)))
                    && end == checksum(body)
            })
}

/// What is shown of a token after it was made.
pub(crate) fn shown(token: &str) -> &str {
    token.get(..SHOWN).unwrap_or_default()
}

/// CRC-32 in base 62, with leading zeros.
fn checksum(body: &str) -> String {
    let mut rest = crc32fast::hash(body.as_bytes());
    let mut digits = ['0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        let value = usize::try_from(rest % 62).unwrap_or_default();
        *digit = BASE62.get(value).map_or('0', |&c| char::from(c));
        rest /= 62;
    }
    digits.iter().collect()
}
