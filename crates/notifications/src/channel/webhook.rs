//! Webhooks: signed JSON to an address of the person's own, by the Standard Webhooks specification
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use net::header::{CONTENT_TYPE, HeaderName};
use net::{Purpose, Request, Url};
use operation::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::Sha256;

use super::{Draft, Parcel, Secret, address, refuse_others};

/// What a secret begins with, before its base64 (specification, "Signature scheme").
const PREFIX: &str = "whsec_";
/// The specification asks for 24 to 64 random bytes.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The settings of a webhook. Its secret is the key that signs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Webhook {
    pub(crate) url: Url,
}

impl Webhook {
    pub(super) fn entered(old: Option<&Self>, draft: &Draft) -> Result<(Self, Secret)> {
        refuse_others(
            "webhook",
            &[
                ("topic", draft.topic.is_some()),
                ("token", draft.token.is_some()),
                ("priority", draft.priority.is_some()),
            ],
        )?;
        let url = match (draft.url.as_deref(), old) {
            (Some(url), _) => address(url)?,
            (None, Some(old)) => old.url.clone(),
            (None, None) => {
                return Err(Error::bad_input(
                    "A webhook needs a `url`, such as https://example.com/hooks/odysseus.",
                )
                .field("url"));
            }
        };
        let secret = match (draft.secret.as_deref().map(str::trim), old) {
            (Some(secret), _) => {
                key(secret).ok_or_else(|| {
                    Error::bad_input(
                        "A webhook secret is `whsec_` and then 24 to 64 bytes in base64; leave it out to have one made.",
                    )
                    .field("secret")
                })?;
                Secret::Set(secret.to_owned())
            }
            (None, Some(_)) => Secret::Keep,
            (None, None) => Secret::Made(make()?),
        };
        Ok((Self { url }, secret))
    }

    pub(super) fn name(&self) -> String {
        self.url.host_str().unwrap_or_default().to_owned()
    }

    /// The signed request. A receiver checks the signature, refuses old timestamps, and knows a
    /// repetition by its id.
    pub(super) fn request(
        &self,
        secret: Option<&str>,
        parcel: &Parcel,
        now: Timestamp,
    ) -> Result<Request, net::Error> {
        let told = &parcel.notification;
        let body = json!({
            "id": parcel.id,
            "type": told.kind,
            "created_at": told.created_at,
            "notification": {
                "id": told.id,
                "title": told.title,
                "body": told.body,
                "source": told.source,
                "url": told.url,
                "data": told.data,
            },
        })
        .to_string();
        let at = now.as_second().to_string();
        let signature = secret
            .and_then(key)
            .and_then(|key| sign(&key, &parcel.id, &at, &body))
            .ok_or_else(|| net::Error::Refused {
                why: "The webhook has no secret to sign with; set one.".to_owned(),
            })?;
        Request::post(self.url.clone(), Purpose::Household, body)
            .header(CONTENT_TYPE, "application/json")?
            .header(HeaderName::from_static("webhook-id"), &parcel.id)?
            .header(HeaderName::from_static("webhook-timestamp"), &at)?
            .header(HeaderName::from_static("webhook-signature"), &signature)
    }
}

/// `v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`.
fn sign(key: &[u8], id: &str, at: &str, body: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    Some(format!(
        "v1,{}",
        STANDARD.encode(mac.finalize().into_bytes())
    ))
}

/// The bytes of a secret.
fn key(secret: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    SECRET_BYTES.contains(&bytes.len()).then_some(bytes)
}

fn make() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::fault(error.to_string()))?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specification's example, signed by its own Python library (`standardwebhooks` 1.1.0).
    #[test]
    fn signs_as_the_specification_says() {
        let key = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signature = sign(&key, id, "1614265330", r#"{"test": 2432232314}"#);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature.as_deref(), Some(expected));
    }
}
