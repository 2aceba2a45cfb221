//! Where ssh is to connect to.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU16;
use std::str::FromStr;

/// The longest text, in bytes. Names of the DNS are no longer than 253 (RFC 1035, 2.3.4).
const LONGEST: usize = 255;

/// `machine`, `user@machine` or an alias of the person's ssh configuration, and the port where one is said.
///
/// What it is made of cannot be taken for an option of `ssh`, and means nothing to a shell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Destination {
    user: Option<String>,
    host: String,
    port: Option<NonZeroU16>,
}

impl Destination {
    /// The same with another port, from 1. Without one (or 0), ssh's configuration decides; where that says nothing, it is 22.
    #[must_use]
    pub fn with_port(self, port: Option<u16>) -> Self {
        Self {
            port: port.and_then(NonZeroU16::new),
            ..self
        }
    }

    /// Who to sign in as, where it is said.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The machine's name, alias or address; IPv6 without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, where it is said.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port.map(NonZeroU16::get)
    }

    /// The end of `ssh`'s argument list.
    pub(super) fn arguments(&self) -> Vec<String> {
        let port = self
            .port
            .map(|port| ["-p".to_owned(), port.to_string()])
            .into_iter()
            .flatten();
        port.chain(["--".to_owned(), self.to_string()]).collect()
    }
}

/// As `ssh` and [`FromStr`] take it: without the port.
impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.user {
            Some(user) => write!(f, "{user}@{}", self.host),
            None => f.write_str(&self.host),
        }
    }
}

impl FromStr for Destination {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > LONGEST {
            return Err(crate::Error::refused(format!(
                "A machine's name has at most {LONGEST} characters, with the user."
            )));
        }
        let (user, host) = match text.split_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, text),
        };
        if user.is_some_and(|user| !is_word(user)) {
            return Err(not_understood());
        }
        let host = match address(host) {
            Some(address) => address.to_string(),
            None if is_word(host) && is_one_address_or_none(host) => host.to_owned(),
            None if names_a_port(host) => {
                return Err(crate::Error::refused(
                    "The port has a field of its own: write the machine without `:port` or `ssh://`.",
                ));
            }
            None => return Err(not_understood()),
        };
        Ok(Self {
            user: user.map(str::to_owned),
            host,
            port: None,
        })
    }
}

/// An IPv6 address, with brackets or without.
fn address(host: &str) -> Option<Ipv6Addr> {
    let inner = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inner.unwrap_or(host).parse().ok()
}

/// A leading `-` would be an option; what is not in the list means something to shells, or to ssh's own `%` signs.
fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// Whether it is no number: `8` and `0x7f.1` are addresses to the resolver (inet_aton(3)), and are never meant. Dotted
/// addresses are what they look like.
fn is_one_address_or_none(host: &str) -> bool {
    let last = host
        .trim_end_matches('.')
        .rsplit('.')
        .next()
        .unwrap_or_default();
    let number = last.starts_with("0x")
        || last.starts_with("0X")
        || last.chars().all(|c| c.is_ascii_digit());
    !number || host.parse::<Ipv4Addr>().is_ok()
}

fn names_a_port(host: &str) -> bool {
    host.starts_with("ssh://")
        || host.rsplit_once(':').is_some_and(|(host, port)| {
            (is_word(host) || address(host).is_some())
                && !port.is_empty()
                && port.chars().all(|c| c.is_ascii_digit())
        })
}

fn not_understood() -> crate::Error {
    crate::Error::refused(
        "Write the machine as `user@machine`, as an alias of your ssh configuration, or with its address (letters, digits, `.`, \
         `_` and `-`; IPv6 as it is).",
    )
}

#[cfg(test)]
mod tests;
