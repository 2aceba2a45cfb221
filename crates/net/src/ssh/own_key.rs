//! The key by which Odysseus is known to machines.

use super::program::{Program, finish, quiet};
use super::{Error, files};

/// Our own public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// As it stands in `~/.ssh/authorized_keys` (sshd(8), AUTHORIZED_KEYS FILE FORMAT).
    pub line: String,
}

impl PublicKey {
    /// The command to paste on the other machine, in any usual shell, as the user that Odysseus is to be there.
    #[must_use]
    pub fn command(&self) -> String {
        // The line begins anew, since some files end without a line break.
        format!(
            "mkdir -p ~/.ssh && chmod 700 ~/.ssh && printf '\\n%s\\n' '{}' >> ~/.ssh/authorized_keys && chmod 600 ~/.ssh/authorized_keys",
            self.line
        )
    }
}

/// The key, made if there is none.
pub(super) async fn get(program: &Program) -> Result<PublicKey, Error> {
    let path = program.identity();
    if !path.exists() {
        files::private_directory(&program.directory)?;
        let mut make = quiet("ssh-keygen");
        make.args(["-q", "-t", "ed25519", "-N", "", "-C", "odysseus", "-f"])
            .arg(&path);
        let made = finish("ssh-keygen", make).await?;
        if !made.status.success() {
            return Err(failed(&made));
        }
    }
    let mut show = quiet("ssh-keygen");
    show.args(["-y", "-P", "", "-f"]).arg(&path);
    let shown = finish("ssh-keygen", show).await?;
    let line = String::from_utf8_lossy(&shown.stdout).trim().to_owned();
    if !shown.status.success() || line.is_empty() {
        return Err(failed(&shown));
    }
    Ok(PublicKey { line })
}

fn failed(output: &std::process::Output) -> Error {
    let words = String::from_utf8_lossy(&output.stderr);
    Error::Failed(format!(
        "The key of Odysseus could not be made or read: {}",
        words.trim()
    ))
}
