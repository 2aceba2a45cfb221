//! The only sockets out: a guarded HTTP client.
//!
//! Whoever gives Odysseus an address (a webhook, a calendar, a link in a mail) makes *this* machine connect to it, and this
//! machine can reach what the giver cannot: the router, the neighbour service on loopback, the cloud's metadata service. So
//! every request names its [`Purpose`], and the client
//!
//! 1. accepts `http` and `https` only, without a user name or password in the URL ([`check_url`]),
//! 2. resolves the host itself, [`classify`]es **every** address, refuses the host if one of them is not for the purpose,
//! 3. connects to exactly the addresses it classified (there is no second lookup that could answer otherwise),
//! 4. follows redirects itself, each hop checked like the first, and never from the internet into the local network,
//! 5. bounds the time (one deadline for everything) and the size of the answer,
//! 6. takes no proxy from the environment, which would resolve names in our place.
//!
//! ```no_run
//! # async fn example() -> Result<(), net::Error> {
//! let client = net::Client::new();
//! let url = net::check_url("https://ntfy.example/todos", net::Purpose::Household)?;
//! let response = client.send(net::Request::post(url, net::Purpose::Household, "Call dentist")).await?;
//! assert!(response.status.is_success());
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod address;
mod client;
mod error;
mod message;
mod redirect;
mod resolve;
pub mod ssh;
mod target;
mod tls;

pub use address::{Class, classify};
pub use client::Client;
pub use error::Error;
pub use message::{Request, Response};
pub use reqwest::{Method, StatusCode, header};
pub use resolve::{Resolve, Resolving, SystemResolver};
pub use target::{Purpose, check_url};
pub use tls::init;
pub use url::Url;
