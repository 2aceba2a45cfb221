//! Names to addresses, checked before anything connects to them.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use crate::address::classify;
use crate::error::Error;
use crate::target::{Purpose, refusal};

/// A lookup under way.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Looks up all addresses of a name. What it answers is checked by the client, so it needs to know no rules.
pub trait Resolve: Send + Sync + 'static {
    /// All addresses of this name; none, or an error, if it has none.
    fn resolve(&self, name: &str) -> Resolving;
}

/// The operating system's resolver: hosts file, DNS, and whatever else the machine is set up for.
#[derive(Debug, Clone, Copy)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: &str) -> Resolving {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Gives the HTTP library only addresses that were checked for one purpose. It connects to what it is given and looks nothing up
/// itself, so that a name server that answers differently the second time (DNS rebinding) gains nothing.
pub(crate) struct Guard {
    pub(crate) resolver: Arc<dyn Resolve>,
    pub(crate) purpose: Purpose,
}

impl reqwest::dns::Resolve for Guard {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let lookup = self.resolver.resolve(name.as_str());
        let purpose = self.purpose;
        Box::pin(async move {
            let addresses = checked(name.as_str(), lookup.await, purpose)?;
            // Port 0: the library puts in the port of the URL.
            let addresses = addresses.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(addresses) as reqwest::dns::Addrs)
        })
    }
}

/// All addresses, or a refusal if any of them is not for the purpose: a name that mixes them is set up by mistake or in bad faith.
fn checked(
    host: &str,
    found: io::Result<Vec<IpAddr>>,
    purpose: Purpose,
) -> Result<Vec<IpAddr>, Error> {
    let addresses = found.unwrap_or_else(|error| {
        tracing::debug!(host, %error, "name lookup failed");
        Vec::new()
    });
    if addresses.is_empty() {
        return Err(Error::Resolve {
            host: host.to_owned(),
        });
    }
    match addresses
        .iter()
        .map(|ip| classify(*ip))
        .find(|class| !purpose.allows(*class))
    {
        Some(class) => Err(refusal(host, class)),
        None => Ok(addresses),
    }
}
