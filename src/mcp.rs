//! `odysseus mcp`: what an MCP client writes to standard input goes to the server's `/mcp`, and what that
//! answers to standard output, a message a line (MCP, Transports, stdio). Nothing else is ever printed there.

mod events;
mod message;
mod server;

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use serde_json::Value;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::{AbortHandle, JoinSet};

use crate::Stop;
use message::Message;
use server::Server;

/// So many messages wait in each direction; who writes more waits.
const WAITING: usize = 64;

/// Runs until standard input ends and what is in flight is answered.
pub(crate) fn run() -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Stop::failed)?;
    let (answers, to_write) = mpsc::channel(WAITING);
    let server = Server::new(answers.clone())?;
    let lines = read();
    let writer = write(to_write);
    runtime.block_on(bridge(server, answers, lines));
    writer
        .join()
        .map_err(|_| Stop::failed("standard output could not be written"))?
        .map_err(Stop::failed)
}

/// Standard input, line by line. It cannot be read without blocking, hence the threads.
fn read() -> Receiver<Vec<u8>> {
    let (sender, lines) = mpsc::channel(WAITING);
    thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match input.read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) if sender.blocking_send(line).is_err() => return,
                Ok(_) => {}
            }
        }
    });
    lines
}

fn write(mut answers: Receiver<Value>) -> JoinHandle<std::io::Result<()>> {
    thread::spawn(move || {
        let mut output = std::io::stdout().lock();
        while let Some(answer) = answers.blocking_recv() {
            // Serialised JSON has no line breaks.
            writeln!(output, "{answer}").and_then(|()| output.flush())?;
        }
        Ok(())
    })
}

/// Hands each message on as it comes; none waits for the answer of another.
async fn bridge(server: Server, answers: Sender<Value>, mut lines: Receiver<Vec<u8>>) {
    let server = Arc::new(server);
    let mut under_way = JoinSet::new();
    let mut requests: HashMap<String, AbortHandle> = HashMap::new();
    while let Some(line) = lines.recv().await {
        // Who has been answered needs no place here.
        while under_way.try_join_next().is_some() {}
        requests.retain(|_, request| !request.is_finished());
        if line.trim_ascii().is_empty() {
            continue;
        }
        let message = match Message::read(&line) {
            Ok(message) => message,
            Err(error) => {
                if answers.send(error).await.is_err() {
                    return;
                }
                continue;
            }
        };
        // Hanging up is what cancels a request over HTTP; the server hears of it as well.
        if let Some(request) = message.cancels().and_then(|id| requests.remove(&id)) {
            request.abort();
        }
        let id = message.id().map(Value::to_string);
        let server = Arc::clone(&server);
        let handle = under_way.spawn(async move { server.send(message).await });
        if let Some(id) = id {
            requests.insert(id, handle);
        }
    }
    drop(answers);
    while under_way.join_next().await.is_some() {}
}
