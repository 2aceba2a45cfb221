//! How `ssh` and its helpers are started.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::Command;

use super::{Destination, Error};

/// How long a connection may take to come about, in seconds.
const CONNECT: u8 = 6;
/// The longest that a helper which asks nobody else may take.
const HELPER: Duration = Duration::from_secs(10);

/// What is the same for all destinations.
#[derive(Debug)]
pub(super) struct Program {
    /// Where the accepted host keys and our own key are.
    pub(super) directory: PathBuf,
    /// Read instead of the person's own configuration.
    pub(super) configuration: Option<PathBuf>,
}

/// What the person's configuration says about a destination.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) identities: Vec<String>,
    pub(super) global_known_hosts: Vec<String>,
    pub(super) user_known_hosts: Vec<String>,
    /// Whether a ProxyJump or ProxyCommand leads there.
    pub(super) proxied: bool,
}

/// A program that asks nobody at the terminal and does not see what Odysseus itself was told.
pub(super) fn quiet(name: &str) -> Command {
    let mut command = Command::new(name);
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("ODYSSEUS_") {
            command.env_remove(variable);
        }
    }
    // BatchMode does not reach the ssh that a ProxyJump starts; this does (ssh(1), since 8.4).
    command
        .env("SSH_ASKPASS_REQUIRE", "force")
        .env("SSH_ASKPASS", "false")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Runs a helper to its end.
pub(super) async fn finish(name: &str, mut command: Command) -> Result<Output, Error> {
    tokio::time::timeout(HELPER, command.output())
        .await
        .map_err(|_| {
            Error::Failed(format!(
                "`{name}` did not end within {} s.",
                HELPER.as_secs()
            ))
        })?
        .map_err(|error| Error::program(name, &error))
}

impl Program {
    /// The keys that a person accepted here.
    pub(super) fn known_hosts(&self) -> PathBuf {
        self.directory.join("known_hosts")
    }

    /// Our own private key.
    pub(super) fn identity(&self) -> PathBuf {
        self.directory.join("id_ed25519")
    }

    /// `ssh` with what holds for every connection: it never asks, checks host keys against what `known_hosts` says, forwards
    /// nothing, and gives up soon. The words that it complains with stay, those of the host's banner do not.
    pub(super) fn ssh(&self, known_hosts: &[String]) -> Vec<String> {
        let mut arguments = vec!["ssh".to_owned(), "-T".to_owned()];
        if let Some(file) = &self.configuration {
            arguments.extend(["-F".to_owned(), file.to_string_lossy().into_owned()]);
        }
        let known_hosts = format!("GlobalKnownHostsFile={}", known_hosts.join(" "));
        let connect = format!("ConnectTimeout={CONNECT}");
        for option in [
            "BatchMode=yes",
            "LogLevel=ERROR",
            &connect,
            "ConnectionAttempts=1",
            // The person's own files are read, never written.
            "UpdateHostKeys=no",
            "HashKnownHosts=no",
            "NoHostAuthenticationForLocalhost=no",
            "VerifyHostKeyDNS=no",
            &known_hosts,
            "ClearAllForwardings=yes",
            "ForwardAgent=no",
            "ForwardX11=no",
            "PermitLocalCommand=no",
            "RemoteCommand=none",
            "AddKeysToAgent=no",
        ] {
            arguments.extend(["-o".to_owned(), option.to_owned()]);
        }
        arguments
    }

    /// What `ssh -G` says: the configuration, with aliases and `Match` blocks applied.
    pub(super) async fn resolve(&self, to: &Destination) -> Result<Resolved, Error> {
        let mut command = quiet("ssh");
        if let Some(file) = &self.configuration {
            command.arg("-F").arg(file);
        }
        command.arg("-T").arg("-G").args(to.arguments());
        let output = finish("ssh", command).await?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(Error::from_words(to, &words, false));
        }
        let mut resolved = Resolved::default();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let (name, value) = line.split_once(' ').unwrap_or((line, ""));
            let several = || value.split_whitespace().map(str::to_owned);
            match name {
                "identityfile" => resolved.identities.push(value.to_owned()),
                "globalknownhostsfile" => resolved.global_known_hosts.extend(several()),
                "proxyjump" | "proxycommand" => resolved.proxied = value != "none",
                "userknownhostsfile" => resolved.user_known_hosts.extend(several()),
                _ => {}
            }
        }
        Ok(resolved)
    }
}

/// What `ssh -G` printed, or a path where `%` means nothing, as a value in ssh's configuration: in quotes.
pub(super) fn value(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

/// The path as a value where ssh replaces `%` and two letters (ssh_config(5), TOKENS).
pub(super) fn quoted(path: &Path) -> Result<String, Error> {
    Ok(value(&text(path)?.replace('%', "%%")))
}

/// The path as text.
///
/// # Errors
/// It has `${`, which ssh would read as a variable, or is not Unicode.
pub(super) fn text(path: &Path) -> Result<String, Error> {
    match path.to_str() {
        Some(text) if !text.contains("${") => Ok(text.to_owned()),
        _ => Err(Error::Failed(format!(
            "ssh cannot be given the path {}: choose a data directory with a plain name.",
            path.display()
        ))),
    }
}
