//! The command line that does not depend on the operations.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Your own AI workspace: todos and reminders, shared scope by scope with your agents.
#[derive(Debug, Parser)]
#[command(name = "odysseus", version, subcommand_help_heading = "Commands")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server (what plain `odysseus` does)
    Serve(Serve),
    /// Make users and set their passwords, with the server running or not
    #[command(subcommand)]
    User(User),
    /// Make, list and revoke API tokens, with the server running or not
    #[command(subcommand)]
    Token(Token),
    /// Write everything into one file, with the server running or not
    Backup(Backup),
    /// Make a data directory of such a file
    Restore(Restore),
    /// Tell whether all is well, and what to do where it is not
    Doctor(Doctor),
    /// Call an operation of the server at ODYSSEUS_URL
    Call(Call),
    /// Speak MCP on standard input and output, for the server at ODYSSEUS_URL
    Mcp,
    /// List the operations
    Operations {
        /// As JSON, with their schemas
        #[arg(long)]
        json: bool,
    },
    /// Print a document made from the operations
    Docs {
        /// Which one
        document: Document,
    },
    /// Print completions for a shell
    Completions {
        /// Which one
        shell: Shell,
    },
}

impl Command {
    /// What plain `odysseus` does.
    pub(crate) fn serve() -> Self {
        #[derive(Parser)]
        struct Plain {
            #[command(flatten)]
            serve: Serve,
        }
        // Without arguments of its own, so that the environment still counts.
        Self::Serve(Plain::parse_from(["odysseus"]).serve)
    }
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub(crate) struct Data {
    /// The data directory [default: the platform's, such as ~/.local/share/odysseus]
    #[arg(long, env = "ODYSSEUS_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// A database other than the data directory's own (postgres://…)
    #[arg(
        long,
        env = "ODYSSEUS_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The address to listen on
    #[arg(
        long,
        env = "ODYSSEUS_LISTEN",
        default_value = "127.0.0.1:7000",
        value_name = "ADDRESS"
    )]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) data: Data,
    /// The address that people and agents use, where that is another (https://odysseus.example)
    #[arg(long, env = "ODYSSEUS_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// A reverse proxy, or a range of them (10.0.0.0/8), whose X-Forwarded headers are believed
    #[arg(
        long,
        env = "ODYSSEUS_TRUSTED_PROXY",
        value_name = "ADDRESS",
        value_delimiter = ','
    )]
    pub(crate) trusted_proxy: Vec<interfaces::Prefix>,
    /// Serve the web app from this folder, and not the one inside: for working on it
    #[arg(long, env = "ODYSSEUS_WEB_DIR", value_name = "DIR")]
    pub(crate) web_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make a user
    Create {
        /// Their name
        name: String,
        /// They run this Odysseus
        #[arg(long)]
        admin: bool,
        /// Read the password from standard input, the only way to give it
        #[arg(long, required = true)]
        password_stdin: bool,
        /// Their time zone, such as Europe/Berlin [default: this machine's]
        #[arg(long, value_name = "AREA/CITY")]
        timezone: Option<String>,
        #[command(flatten)]
        data: Data,
    },
    /// Set a user's password and end their sessions
    Passwd {
        /// Their name
        name: String,
        /// Read the password from standard input, the only way to give it
        #[arg(long, required = true)]
        password_stdin: bool,
        #[command(flatten)]
        data: Data,
    },
    /// List the users
    List {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token and print it, alone, on standard output
    Create {
        /// Whose
        #[arg(long)]
        user: String,
        /// What it is for, such as "Claude Agent"
        #[arg(long)]
        name: String,
        /// What it may do: SCOPE, or SCOPE=ask to be asked first; may be given several times
        #[arg(long, value_name = "SCOPE[=ask]")]
        scope: Vec<String>,
        /// When it ends: a span such as 90d, or a date [default: never]
        #[arg(long)]
        expires: Option<String>,
        #[command(flatten)]
        data: Data,
    },
    /// List a user's tokens
    List {
        /// Whose
        #[arg(long)]
        user: String,
        #[command(flatten)]
        data: Data,
    },
    /// Revoke a token
    Revoke {
        /// Its id, from `token list`
        id: String,
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write, a zip archive; it must not be there yet
    pub(crate) file: PathBuf,
    /// Put the sealing key in too, locked with a passphrase
    #[arg(long, requires = "passphrase_stdin")]
    pub(crate) with_key: bool,
    /// Read the passphrase (12 characters or more) from standard input, the only way to give it
    #[arg(long, requires = "with_key")]
    pub(crate) passphrase_stdin: bool,
    /// Replace FILE if it is there
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    pub(crate) file: PathBuf,
    /// Read the passphrase that opens the sealing key from standard input
    #[arg(long)]
    pub(crate) passphrase_stdin: bool,
    /// The data directory to make: empty, or not there yet [default: the platform's]
    #[arg(long, env = "ODYSSEUS_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// The old sealing key is lost: from now on the one that is there is the right one
    #[arg(long)]
    pub(crate) accept_key: bool,
    #[command(flatten)]
    pub(crate) data: Data,
}

/// Take over the servers, presets and attempts of an older Odysseus, with the server running or not
///
/// Says of each entry what became of it. What is here already stays as it is, so a second time changes nothing.
#[derive(Debug, Parser)]
#[command(name = "import")]
pub(crate) struct ImportCookbook {
    /// Its cookbook_state.json, from its data directory
    pub(crate) file: PathBuf,
    /// Say what would become of it, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct Call {
    /// The operation's name, such as todos.add
    pub(crate) operation: String,
    /// Its input as a JSON object; `-` reads it from standard input
    pub(crate) input: Option<String>,
    #[command(flatten)]
    pub(crate) options: CallOptions,
}

/// How a call is made and shown.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CallOptions {
    /// Show it as text for reading rather than JSON
    #[arg(long)]
    pub(crate) markdown: bool,
    /// Do it once under this name, however often it is repeated
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
}

/// A document made from the operations.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Document {
    /// The OpenAPI document of the HTTP interface
    Openapi,
    /// What each scope allows
    Scopes,
    /// Every route of the HTTP interface
    Routes,
    /// The tools that MCP clients are shown
    Tools,
}
