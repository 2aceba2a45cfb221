//! Names, lookups and what they may lead to.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use net::{Client, Error, Purpose, Request, Resolve, Resolving};

use crate::server::{Server, whole};
use crate::{get, household, refusal};

/// Answers each lookup of a name with the next of its lists, and the last one again.
#[derive(Default)]
pub(crate) struct Names {
    answers: HashMap<&'static str, Vec<&'static str>>,
    lookups: Mutex<Vec<String>>,
}

impl Resolve for Names {
    fn resolve(&self, name: &str) -> Resolving {
        let mut lookups = self.lookups.lock().unwrap();
        let before = lookups.iter().filter(|earlier| *earlier == name).count();
        lookups.push(name.to_owned());
        let list = self
            .answers
            .get(name)
            .and_then(|lists| lists.get(before).or(lists.last()));
        let addresses: Vec<IpAddr> = list
            .iter()
            .flat_map(|list| list.split_whitespace())
            .map(|ip| ip.parse().unwrap())
            .collect();
        Box::pin(async move { Ok(addresses) })
    }
}

pub(crate) fn names(answers: &[(&'static str, &[&'static str])]) -> Arc<Names> {
    Arc::new(Names {
        answers: answers
            .iter()
            .map(|(name, lists)| (*name, lists.to_vec()))
            .collect(),
        ..Names::default()
    })
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_its_checked_address_is_used() {
    let server = Server::start(|_| whole("200 OK", "", "here")).await;
    let port = server.address.port();
    let names = names(&[
        // Harmless at the first lookup, forbidden at the second: what rebinding does.
        ("rebinds.test", &["127.0.0.1", "169.254.169.254"]),
        ("mixed.test", &["127.0.0.1 169.254.169.254"]),
        ("nat64.test", &["64:ff9b::a9fe:a9fe"]),
        ("linklocal.test", &["fe80::1"]),
        // Nothing listens on the first address: the second is tried.
        ("two.test", &["127.0.0.9 127.0.0.1"]),
    ]);
    let client = Client::with_resolver(names.clone());

    let response = get(&client, &format!("http://rebinds.test:{port}/"))
        .await
        .unwrap();
    assert_eq!(response.body, "here");
    assert_eq!(*names.lookups.lock().unwrap(), ["rebinds.test"]);
    assert!(server.requests()[0].contains(&format!("host: rebinds.test:{port}\r\n")));
    get(&client, &format!("http://two.test:{port}/"))
        .await
        .unwrap();

    for (name, part) in [
        ("rebinds", "metadata"),
        ("mixed", "metadata"),
        ("nat64", "metadata"),
        ("linklocal", "link-local"),
    ] {
        let why = refusal(get(&client, &format!("http://{name}.test:{port}/")).await);
        assert!(why.contains(part) && !why.contains("169"), "{name}: {why}");
    }
    let unknown = get(&client, "http://unknown.test/").await;
    assert_eq!(
        unknown.unwrap_err(),
        Error::Resolve {
            host: "unknown.test".into()
        }
    );
    assert_eq!(
        server.requests().len(),
        2,
        "nothing was sent to a refused name"
    );
}

#[tokio::test]
async fn the_internet_purpose_never_reaches_the_local_network() {
    let server = Server::start(|_| whole("200 OK", "", "")).await;
    let port = server.address.port();
    let client = Client::with_resolver(names(&[
        ("local.test", &["127.0.0.1"]),
        ("lan.test", &["10.0.0.1"]),
    ]));
    // A connection that the household opened must not serve the internet purpose.
    get(&client, &format!("http://local.test:{port}/"))
        .await
        .unwrap();
    for url in [
        format!("http://local.test:{port}/"),
        format!("http://lan.test:{port}/"),
        server.url("/"),
    ] {
        // Parsed for the household, sent for the internet: the check is made again.
        refusal(
            client
                .send(Request::get(household(&url), Purpose::Public))
                .await,
        );
    }
    assert_eq!(server.requests().len(), 1);
}
