//! The figures, one kind a file.

mod browser;
mod cookbook;
mod documents;
mod idle;
mod lists;
mod reminders;
mod writes;

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;

use crate::http;
use crate::load::{Until, load};
use crate::machine;
use crate::report::Run;
use crate::server::{Product, Server};

/// Todos of the first figures, and of those about a large list.
const SOME: u64 = 10_000;
const MANY: u64 = 100_000;

/// Connections that a list is asked for over, and that fill a database.
const READERS: u64 = 16;
const WRITERS: u64 = 64;

/// Measures the Cookbook alone.
pub(crate) async fn measure_cookbook(odysseus: &Path, folder: &Path) -> io::Result<Run> {
    let mut run = Run {
        machine: machine::describe(),
        figures: Vec::new(),
    };
    cookbook::measure(odysseus, folder, &mut run).await?;
    Ok(run)
}

/// Measures everything. Takes a quarter of an hour.
pub(crate) async fn measure(odysseus: &Path, folder: &Path) -> io::Result<Run> {
    let mut run = Run {
        machine: machine::describe(),
        figures: Vec::new(),
    };
    let product = Product::set_up(odysseus, &folder.join("data"))?;
    let floor_folder = folder.to_owned();
    let floor = move || floor(&floor_folder);

    say("filling with 10,000 todos");
    let server = product.start()?;
    fill(&server, &product, SOME).await?;
    server.stop()?;

    say("start, memory, size");
    run.found(idle::measure(odysseus, &product, &floor).await?);
    say("the web app");
    run.found(browser::measure(odysseus, folder)?);
    say("lists of 10,000 todos");
    run.found([lists::measure(&product, &floor).await?]);
    say("durable writes");
    let writes = Product::set_up(odysseus, &folder.join("writes"))?;
    run.found(writes::measure(&writes, &floor, folder).await?);

    say("filling with 100,000 todos");
    let server = product.start()?;
    fill(&server, &product, MANY - SOME).await?;
    server.stop()?;
    say("lists of 100,000 todos");
    run.found([lists::measure_many(&product).await?]);
    say("reminders among 100,000 pending");
    run.found([reminders::measure(&product).await?]);

    say("filling with 100,000 documents");
    let library = Product::set_up(odysseus, &folder.join("library"))?;
    run.found(documents::measure(&library).await?);
    cookbook::measure(odysseus, folder, &mut run).await?;
    Ok(run)
}

fn say(what: &str) {
    eprintln!("bench: {what}");
}

/// Starts the floor.
fn floor(folder: &Path) -> io::Result<Server> {
    let this = env::current_exe()?;
    let program = |address: std::net::SocketAddr| {
        let mut command = Command::new(this);
        command.arg("floor").arg(address.to_string()).arg(folder);
        command
    };
    Server::start(program, &folder.join("floor.log"))
}

/// Adds so many todos, each with a reminder that is still to come, about a year from now.
async fn fill(server: &Server, product: &Product, count: u64) -> io::Result<()> {
    let token = product.token.clone();
    let year = Timestamp::now().as_second() + 365 * 24 * 3600;
    load(
        server.address,
        WRITERS,
        Until::Sent(count.div_ceil(WRITERS)),
        move |number| {
            let due = i64::try_from(number).map_or(year, |number| year + number * 60);
            add(
                &token,
                &format!("Call dentist number {number}"),
                Timestamp::from_second(due).ok(),
            )
        },
    )
    .await?;
    Ok(())
}

/// The request that adds a todo.
fn add(token: &str, title: &str, due: Option<Timestamp>) -> Vec<u8> {
    let body = serde_json::json!({ "title": title, "due_date": due.map(|due| due.to_string()) });
    http::request("POST", "/api/todos", token, &body.to_string())
}
