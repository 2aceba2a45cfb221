//! Why a machine could not be asked over ssh, in words for the person whose machine it is.

use std::time::Duration;

use super::Destination;

/// Why a machine could not be asked over ssh. What a program answered there is never one of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing answers there, or it stopped answering. Trying again may help.
    #[error("{why}")]
    Unreachable {
        /// What was seen, and what to look at.
        why: String,
        /// How long until the next attempt; until then all callers get this answer at once.
        retry_in: Option<Duration>,
    },
    /// The connection ended before the answer was complete. What was sent may have had its effect; with all others nothing
    /// was started there.
    #[error("{0}")]
    Lost(String),
    /// Its key is not known yet: a person has to look at it and accept it.
    #[error("{0}")]
    UnknownHostKey(String),
    /// Its key is another one than before. Nothing was sent.
    #[error("{0}")]
    ChangedHostKey(String),
    /// It refuses us.
    #[error("{0}")]
    Refused(String),
    /// ssh failed for another reason.
    #[error("{0}")]
    Failed(String),
}

/// What ssh says where a machine does not answer, or not any more.
const CUT_OFF: [&str; 7] = [
    "connect to host",
    "Connection timed out",
    "Connection closed",
    "Connection reset",
    "exchange_identification",
    "Broken pipe",
    "not responding",
];
/// What ssh says where the machine itself was reached.
const REACHED: [&str; 5] = [
    "HOST IDENTIFICATION HAS CHANGED",
    "Host key verification failed",
    "Permission denied (",
    "Too many authentication failures",
    "Unable to negotiate",
];

impl Error {
    /// Which kind it is, in a word that does not change: `unreachable`, `unknown_host_key`, `changed_host_key`, `refused` or `failed`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Error::Unreachable { .. } | Error::Lost(_) => "unreachable",
            Error::UnknownHostKey(_) => "unknown_host_key",
            Error::ChangedHostKey(_) => "changed_host_key",
            Error::Refused(_) => "refused",
            Error::Failed(_) => "failed",
        }
    }

    pub(super) fn unreachable(why: impl Into<String>) -> Self {
        Error::Unreachable {
            why: why.into(),
            retry_in: None,
        }
    }

    pub(super) fn lost(to: &Destination) -> Self {
        Error::Lost(format!(
            "The connection to {to} was lost before the answer was complete."
        ))
    }

    /// A program of this machine did not start.
    pub(super) fn program(name: &str, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::NotFound {
            return Error::Failed(format!(
                "`{name}` is not installed on the machine that Odysseus runs on (on Debian: apt install openssh-client)."
            ));
        }
        Error::Failed(format!("`{name}` could not be started: {error}."))
    }

    /// The same, with the time that is left until the next attempt.
    pub(super) fn with_wait(&self, wait: Duration) -> Self {
        match self {
            Error::Unreachable { why, .. } => Error::Unreachable {
                why: why.clone(),
                retry_in: Some(wait),
            },
            other => other.clone(),
        }
    }

    /// What the words mean with which `ssh` gave up (its version 9.2 has them in sshconnect.c, sshconnect2.c and
    /// hostfile.c; they have been the same for many years).
    /// Where the way is `proxied`, its last words may be the only ones: ssh is silent when a ProxyCommand ends before it
    /// was written to.
    pub(super) fn from_words(to: &Destination, words: &str, proxied: bool) -> Self {
        let said = last_line(words);
        // Before the first word of the host itself there are only those of what leads there.
        let first = words.lines().next().unwrap_or_default().trim();
        let at_the_door =
            said.contains("exchange_identification") || said.starts_with("banner exchange");
        let has = |part: &str| words.contains(part);
        if at_the_door && first != said
            || proxied && !first.is_empty() && !REACHED.into_iter().chain(CUT_OFF).any(has)
        {
            return Self::unreachable(format!(
                "The way to {to}, through the ProxyJump or ProxyCommand of your ssh configuration, did not open: {first}"
            ));
        }
        if has("REVOKED HOST KEY") {
            Error::Failed(format!(
                "The host key of {to} is marked as revoked in your known_hosts. Nothing was sent."
            ))
        } else if has("REMOTE HOST IDENTIFICATION HAS CHANGED") {
            let stands = offending(words).map_or_else(String::new, |place| {
                format!(" The one known before stands in {place}.")
            });
            Error::ChangedHostKey(format!(
                "{to} has another host key than before: it was set up anew, or something pretends to be it. Nothing was sent.\
                 {stands} Compare the new fingerprint with the machine's own before you accept it."
            ))
        } else if has("Host key verification failed") {
            Error::UnknownHostKey(format!(
                "The host key of {to} is not known yet. Compare its fingerprint with the machine's own, then accept it."
            ))
        } else if has("Permission denied (") || has("Too many authentication failures") {
            let said = said.trim_end_matches('.');
            Error::Refused(format!(
                "{to} does not let us in ({said}). Add the public key of Odysseus to ~/.ssh/authorized_keys there, or correct \
                 the user."
            ))
        } else if has("Could not resolve hostname") {
            Self::unreachable(format!(
                "No address was found for {to}: correct the name, or add it to ~/.ssh/config of the user that Odysseus runs as."
            ))
        } else if has("Connection refused") {
            Self::unreachable(format!(
                "{to} refuses the connection ({said}): is sshd running there, and is the port right?"
            ))
        } else if CUT_OFF.into_iter().any(has) {
            Self::unreachable(format!(
                "{to} does not answer ({said}): is it switched on and connected?"
            ))
        } else if said.is_empty() {
            Error::Failed(format!("ssh gave up on {to} without saying why."))
        } else {
            Error::Failed(format!("ssh could not connect to {to}: {said}"))
        }
    }
}

fn last_line(words: &str) -> &str {
    let last = words
        .lines()
        .map(str::trim)
        .rfind(|line| !line.is_empty())
        .unwrap_or_default();
    last.strip_prefix("ssh: ").unwrap_or(last)
}

/// `FILE, line N` of the key that does not fit.
fn offending(words: &str) -> Option<String> {
    let line = words.lines().find(|line| line.starts_with("Offending "))?;
    let (file, number) = line.split_once(" key in ")?.1.trim().rsplit_once(':')?;
    Some(format!("{file}, line {number}"))
}

#[cfg(test)]
mod tests;
