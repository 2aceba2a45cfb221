//! The client against real sockets on loopback.
#![allow(clippy::unwrap_used, clippy::panic)] // for the helpers of the tests

mod exchange;
mod names;
mod redirects;
mod server;

use net::{Client, Error, Purpose, Request, Response, Url, check_url};

fn household(url: &str) -> Url {
    check_url(url, Purpose::Household).unwrap()
}

async fn get(client: &Client, url: &str) -> Result<Response, Error> {
    client
        .send(Request::get(household(url), Purpose::Household))
        .await
}

fn refusal(outcome: Result<Response, Error>) -> String {
    match outcome {
        Err(Error::Refused { why }) => why,
        other => panic!("not refused: {other:?}"),
    }
}
