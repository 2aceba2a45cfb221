//! Why a request did not get an answer, in words for the person who gave the address.

use std::time::Duration;

/// Why a request did not get an answer. The text is for the person; it names the host they gave and never an address that was
/// looked up, so that nobody learns the layout of a network from it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address or the request is not allowed. Trying again will not help.
    #[error("{why}")]
    Refused {
        /// A sentence that says what is wrong and what would be right.
        why: String,
    },
    /// The name has no address.
    #[error(
        "No address was found for {host}: check the spelling, or whether its name server answers."
    )]
    Resolve {
        /// The host that was asked for.
        host: String,
    },
    /// No connection came about.
    #[error("Could not connect to {host}: {why}.")]
    Connect {
        /// The host that was asked for.
        host: String,
        /// The reason, as the end of a sentence.
        why: &'static str,
    },
    /// The deadline for the whole request passed. What was sent may have had its effect.
    #[error("{host} did not finish answering within {} ms.", after.as_millis())]
    Timeout {
        /// The host that was asked for.
        host: String,
        /// The time it was given.
        after: Duration,
    },
    /// The answer is larger than the request allows.
    #[error("The answer of {host} is larger than the {limit} bytes allowed.")]
    TooLarge {
        /// The host that answered.
        host: String,
        /// The most bytes allowed.
        limit: usize,
    },
    /// The other side broke the rules of HTTP, or ended the connection early. What was sent may have had its effect.
    #[error("{host} {why}.")]
    Protocol {
        /// The host that answered.
        host: String,
        /// What it did, as the end of a sentence.
        why: &'static str,
    },
}

const TOO_SLOW: &str = "it did not accept the connection in time";

impl Error {
    /// Whether the same request may succeed later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Error::Refused { .. } | Error::TooLarge { .. } => false,
            Error::Resolve { .. }
            | Error::Connect { .. }
            | Error::Timeout { .. }
            | Error::Protocol { .. } => true,
        }
    }

    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Error::Refused { why: why.into() }
    }

    /// Translates the HTTP library's error; its own text stays in the log, without the URL, which may hold a secret.
    pub(crate) fn from_reqwest(host: &str, error: reqwest::Error) -> Self {
        let error = error.without_url();
        let chain = || {
            std::iter::successors(Some(&error as &(dyn std::error::Error + 'static)), |e| {
                e.source()
            })
        };
        // Our resolver's own verdict travels inside.
        if let Some(own) = chain().find_map(|e| e.downcast_ref::<Error>()) {
            return own.clone();
        }
        tracing::debug!(host, error = ?error, "outbound request failed");
        let host = host.to_owned();
        if error.is_connect() {
            let why = match chain().find_map(connect_reason) {
                Some(why) => why,
                None if error.is_timeout() => TOO_SLOW,
                None => "the connection failed",
            };
            Error::Connect { host, why }
        } else {
            Error::Protocol {
                host,
                why: "did not answer as HTTP asks, or ended the connection early",
            }
        }
    }
}

fn connect_reason(error: &(dyn std::error::Error + 'static)) -> Option<&'static str> {
    use std::io::ErrorKind;
    // An `io::Error` hides the error it wraps from `source()`, and TLS errors come wrapped twice.
    let mut io = error.downcast_ref::<std::io::Error>()?;
    while let Some(inner) = io
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<std::io::Error>())
    {
        io = inner;
    }
    if let Some(tls) = io
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        return Some(match tls {
            rustls::Error::InvalidCertificate(_) => {
                "its TLS certificate is not trusted, has expired or is for another name"
            }
            rustls::Error::InvalidMessage(_) => {
                "it does not speak TLS on that port (http:// may be right)"
            }
            _ => "no common TLS version or cipher, or the handshake failed",
        });
    }
    match io.kind() {
        ErrorKind::ConnectionRefused => Some("nothing listens on that port"),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Some("there is no route to it")
        }
        ErrorKind::TimedOut => Some(TOO_SLOW),
        ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof => {
            Some("it closed the connection at once")
        }
        _ => None,
    }
}
