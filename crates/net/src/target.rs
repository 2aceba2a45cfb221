//! Which addresses a request may go to.

use std::net::IpAddr;

use url::{Host, Url};

use crate::address::{Class, classify};
use crate::error::Error;

/// Longer addresses are refused: more than any server accepts in practice (RFC 9110 §4.1 asks for at least 8,000).
const MAX_URL_CHARS: usize = 8_000;

/// Why a request is made, which decides what networks it may reach. Link-local and metadata addresses are never reachable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The address comes from anywhere (a link, a mail, a push subscription): the internet only.
    Public,
    /// The owner configured the address (ntfy, a webhook, CalDAV, a model endpoint): also the local network and this machine.
    Household,
}

impl Purpose {
    /// Whether an address of this class may be connected to.
    pub(crate) fn allows(self, class: Class) -> bool {
        match class {
            Class::Public => true,
            Class::Private | Class::Loopback => self == Purpose::Household,
            Class::LinkLocal
            | Class::Metadata
            | Class::Multicast
            | Class::Unspecified
            | Class::Reserved => false,
        }
    }
}

/// Reads an address that somebody typed: `http` or `https`, a host, no user name or password. A host that is a literal IP
/// address, in any of the forms that the URL standard reads as one (`0x7f.1`, `2130706433`), and `localhost` are checked against
/// the purpose at once; other names when the request is sent.
pub fn check_url(text: &str, purpose: Purpose) -> Result<Url, Error> {
    let text = text.trim();
    if text.chars().count() > MAX_URL_CHARS {
        return Err(Error::refused(format!(
            "The address is longer than {MAX_URL_CHARS} characters."
        )));
    }
    // The URL standard drops tabs and line breaks silently, so that what is shown is not what is fetched.
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Error::refused(
            "The address contains white space or control characters; write it as one word.",
        ));
    }
    let url = Url::parse(text).map_err(|_| {
        Error::refused("That is no complete web address; write it like https://example.com/path.")
    })?;
    check(&url, purpose)?;
    Ok(url)
}

/// The rules of [`check_url`] for a URL that is parsed already.
pub(crate) fn check(url: &Url, purpose: Purpose) -> Result<(), Error> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::refused(
            "Only addresses that begin with http:// or https:// can be used.",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::refused(
            "The address contains a user name or password; leave them out and use the field for credentials.",
        ));
    }
    match url.host() {
        None => Err(Error::refused("The address names no host.")),
        Some(Host::Ipv4(ip)) => check_address(url, IpAddr::V4(ip), purpose),
        Some(Host::Ipv6(ip)) => check_address(url, IpAddr::V6(ip), purpose),
        // RFC 6761 §6.3: these names are always loopback.
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            if purpose == Purpose::Public && (name == "localhost" || name.ends_with(".localhost")) {
                return Err(refusal(name, Class::Loopback));
            }
            Ok(())
        }
    }
}

/// The host as people know it, for messages.
pub(crate) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

/// The refusal of a host that has an address of this class.
pub(crate) fn refusal(host: &str, class: Class) -> Error {
    let place = match class {
        Class::Public => "on the internet",
        Class::Private => "on a private network",
        Class::Loopback => "on this machine itself",
        Class::LinkLocal => "link-local",
        Class::Metadata => "a cloud metadata service",
        Class::Multicast => "a multicast group",
        Class::Unspecified => "no particular machine",
        Class::Reserved => "in a reserved range",
    };
    Error::refused(format!(
        "{host} is {place}, which this request may not reach."
    ))
}

fn check_address(url: &Url, ip: IpAddr, purpose: Purpose) -> Result<(), Error> {
    let class = classify(ip);
    if purpose.allows(class) {
        Ok(())
    } else {
        Err(refusal(host(url), class))
    }
}
