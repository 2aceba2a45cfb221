//! `cargo xtask`: the repository's own tasks. `USAGE` lists them.

mod bench;
mod bless;
mod build;
mod cargo;
mod debian;
mod parts;
mod serve;
mod steps;
mod summary;
mod test;
mod web;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <TASK>

  serve [ARGS…]            build the web app and the release binary, and run `odysseus serve ARGS…`
  build                    build the web app and the release binary
  test [--quick | --long]  check and test everything; ends with `N passed, N failed`
                             --quick  format, lints and tests, without the end-to-end ones and the browser
                             --long   also the tests that take many minutes
  parts                    install the real parts that tests run against (`test` does so too)
  bless                    write the golden files and snapshots anew from what the code does
  bench [cookbook]         measure the release binary and write docs/performance.md
                             cookbook  measure the Cookbook alone and write nothing
  screenshots              take the pictures in docs/screenshots";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match args.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", args.as_slice()),
    };
    let done = match (task, rest) {
        ("serve", rest) => serve::serve(rest),
        ("build", []) => build::build(),
        ("test", rest) => match test::Extent::parse(rest) {
            Ok(extent) => test::test(extent),
            Err(problem) => Err(problem),
        },
        ("parts", []) => parts::model_server().map(|()| ExitCode::SUCCESS),
        ("bless", []) => bless::bless(),
        ("bench", []) => bench::bench(None),
        ("bench", [part]) if part == "cookbook" => bench::bench(Some(part)),
        ("screenshots", []) => web::screenshots(),
        ("help" | "--help" | "-h", _) => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("no such task: {}\n\n{USAGE}", args.join(" "))),
    };
    done.unwrap_or_else(|problem| {
        eprintln!("{problem}");
        ExitCode::from(2)
    })
}
