//! Measures the release binary beside a floor and writes the page of figures: `bench ODYSSEUS PAGE`. `bench ODYSSEUS PAGE cookbook`
//! measures the Cookbook alone, prints that and writes nothing.
//!
//! The floor is this program too: `bench floor ADDRESS FOLDER`.

mod figures;
mod floor;
mod http;
mod load;
mod machine;
mod processes;
mod relay;
mod report;
mod server;
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // what tests start: without it nothing can be measured
#[path = "../../../crates/net/tests/ssh/sshd.rs"]
mod sshd;
mod times;

use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["floor", address, folder] => serve_floor(address, folder),
        [odysseus, page] => measure(Path::new(odysseus), Some(Path::new(page))),
        [odysseus, _, "cookbook"] => measure(Path::new(odysseus), None),
        _ => Err("usage: bench ODYSSEUS PAGE [cookbook]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve_floor(address: &str, folder: &str) -> Result<(), Box<dyn Error>> {
    let address = address.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(floor::serve(address, Path::new(folder)))?)
}

/// The client has one thread: more would take from the server.
fn measure(odysseus: &Path, page: Option<&Path>) -> Result<(), Box<dyn Error>> {
    // Beside the binary, not in the system's temporary folder, which may be memory and have no fsync.
    let beside = odysseus.parent().ok_or("the binary has no folder")?;
    let folder = tempfile::TempDir::new_in(beside)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let measured = async {
        match page {
            Some(_) => figures::measure(odysseus, folder.path()).await,
            None => figures::measure_cookbook(odysseus, folder.path()).await,
        }
    };
    let run = runtime.block_on(async {
        // Whoever is dropped here ends what it has started.
        tokio::select! {
            run = measured => run,
            _ = tokio::signal::ctrl_c() => Err(io::Error::from(io::ErrorKind::Interrupted)),
        }
    })?;
    let text = run.page();
    if let Some(page) = page {
        fs::write(page, &text)?;
    }
    println!("{text}");
    Ok(())
}
