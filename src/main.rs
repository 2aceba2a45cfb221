//! The Odysseus binary: the list of capabilities, and the commands.
#![forbid(unsafe_code)]

mod accounts;
mod args;
mod backup;
mod commands;
mod cookbook_import;
mod docs;
mod doctor;
mod local;
mod mcp;
mod remote;
mod serve;

use std::process::ExitCode;

use clap::FromArgMatches;
use operation::{Capability, Registry};

use crate::args::{Cli, Command};

/// Everything that this Odysseus can do: a line each, in the order in which their tables are made.
fn capabilities() -> Vec<Capability> {
    let mut all = identity::capabilities();
    all.extend(interfaces::capabilities());
    all.push(notifications::capability());
    all.push(todos::capability());
    all.push(memory::capability());
    all.push(documents::capability());
    all.push(cookbook::capability());
    all.extend(maintenance::capabilities());
    all
}

fn main() -> ExitCode {
    let registry = match Registry::new(capabilities()) {
        Ok(registry) => registry,
        Err(mistake) => return finish(Err(Stop::failed(mistake))),
    };
    let matches = commands::with_capabilities(&registry).get_matches();
    let name = matches.subcommand_name().unwrap_or_default();
    if let Some((area, verb)) = matches
        .subcommand()
        .filter(|_| commands::is_capability(&registry, name))
    {
        return finish(commands::run(registry, area, verb));
    }
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    finish(match cli.command.unwrap_or_else(Command::serve) {
        Command::Serve(serve) => serve::run(registry, &serve),
        Command::User(user) => accounts::user(registry, user),
        Command::Token(token) => accounts::token(registry, token),
        Command::Backup(options) => backup::backup(&options),
        Command::Restore(options) => backup::restore(&registry, &options),
        Command::Doctor(options) => doctor::run(registry, &options),
        Command::Call(call) => remote::call(&registry, &call),
        Command::Mcp => mcp::run(),
        Command::Operations { json } => docs::operations(&registry, json),
        Command::Docs { document } => docs::print(&registry, document),
        Command::Completions { shell } => docs::completions(&registry, shell),
    })
}

/// What ends a command early: a sentence for the person, and the exit code.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Stop {
    message: String,
    code: u8,
}

impl Stop {
    /// A command that failed.
    fn failed(message: impl std::fmt::Display) -> Self {
        Self {
            message: message.to_string(),
            code: 1,
        }
    }

    /// A command that was given wrongly; nothing was done.
    fn usage(message: impl std::fmt::Display) -> Self {
        Self {
            message: message.to_string(),
            code: 2,
        }
    }
}

impl From<operation::Error> for Stop {
    fn from(error: operation::Error) -> Self {
        match &error.hint {
            Some(hint) => Self::failed(format!("{error} {hint}")),
            None => Self::failed(error),
        }
    }
}

fn finish(result: Result<(), Stop>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("odysseus: {stop}");
            ExitCode::from(stop.code)
        }
    }
}
