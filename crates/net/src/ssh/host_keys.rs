//! The keys by which machines are known.

use std::path::{Path, PathBuf};

use super::program::{Program, finish, quiet, quoted};
use super::{Destination, Error, files};

/// The key that a machine shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKey {
    /// `ssh-ed25519`, for instance.
    pub algorithm: String,
    /// `SHA256:…`, as `ssh-keygen -l` prints it on the machine itself.
    pub fingerprint: String,
    /// As it stands in a `known_hosts` file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
    pub line: String,
    /// What was known of the machine before, this key included if it was.
    pub known: Vec<KnownKey>,
}

/// A key that is already in a `known_hosts` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// `ED25519`, for instance.
    pub algorithm: String,
    /// `SHA256:…`
    pub fingerprint: String,
    /// The file. One of the person's own is for them to mend: we do not change it.
    pub file: PathBuf,
    /// The line in it, from 1.
    pub number: usize,
}

impl HostKey {
    /// Whether exactly this key is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        let same = |known: &KnownKey| known.fingerprint == self.fingerprint;
        self.known.iter().any(same)
    }

    /// The name under which ssh looks it up.
    fn name(&self) -> &str {
        name(&self.line)
    }
}

fn name(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

/// Has ssh go there, knowing no key and unable to sign in, and write the key it was shown to a file of its own. So it is the key and
/// the name that ssh itself will look for, whatever its configuration says of aliases and jump hosts.
pub(super) async fn fetch(program: &Program, to: &Destination) -> Result<HostKey, Error> {
    let resolved = program.resolve(to).await?;
    let directory = files::socket_directory()?;
    let shown = directory.path().join("shown");
    let mut arguments = program.ssh(&["/dev/null".to_owned()]).into_iter();
    let mut command = quiet(&arguments.next().unwrap_or_default());
    command
        .args(arguments)
        .args(["-o", "StrictHostKeyChecking=no"])
        .args(["-o", &format!("UserKnownHostsFile={}", quoted(&shown)?)])
        .args(["-o", "PreferredAuthentications=none"])
        .args(["-o", "ControlMaster=no", "-o", "ControlPath=none"])
        .args(to.arguments())
        .arg("exit");
    let output = finish("ssh", command).await?;
    let line = std::fs::read_to_string(&shown).unwrap_or_default();
    let mut fields = line.trim_end().splitn(3, ' ');
    let (Some(name), Some(algorithm), Some(_)) = (fields.next(), fields.next(), fields.next())
    else {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(Error::from_words(to, &words, false));
    };
    let listed = keygen(&["-l"], &shown).await?;
    let fingerprint = listed.split(' ').nth(1).unwrap_or_default();
    let mut known = Vec::new();
    let files = resolved.user_known_hosts.iter();
    for file in files.chain(&resolved.global_known_hosts).map(PathBuf::from) {
        known.extend(look_up(name, &file).await?);
    }
    known.extend(look_up(name, &program.known_hosts()).await?);
    Ok(HostKey {
        algorithm: algorithm.to_owned(),
        fingerprint: fingerprint.to_owned(),
        line: line.trim_end().to_owned(),
        known,
    })
}

/// Puts it into our own file, in place of what stands there under the same name.
pub(super) fn store(program: &Program, key: &HostKey) -> Result<(), Error> {
    let file = program.known_hosts();
    files::private_directory(&program.directory)?;
    let before = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(files::failed(&file, &error)),
    };
    let mut text = String::new();
    let others = before.lines().filter(|line| name(line) != key.name());
    for line in others.chain([key.line.as_str()]) {
        text.push_str(line);
        text.push('\n');
    }
    files::replace(&file, &text)
}

/// What the file has under that name. `ssh-keygen` knows hashed names and patterns; it prints pairs of lines:
/// `# Host NAME found: line N` and `NAME ED25519 SHA256:… `.
async fn look_up(name: &str, file: &Path) -> Result<Vec<KnownKey>, Error> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let listed = keygen(&["-l", "-F", name], file).await?;
    let mut known = Vec::new();
    let mut number = 0;
    for line in listed.lines() {
        if let Some((_, found)) = line.split_once(" found: line ") {
            let digits = found.split(' ').next().unwrap_or_default();
            number = digits.parse().unwrap_or_default();
        } else if let [_, algorithm, fingerprint, ..] = line.split(' ').collect::<Vec<_>>()[..] {
            known.push(KnownKey {
                algorithm: algorithm.to_owned(),
                fingerprint: fingerprint.to_owned(),
                file: file.to_owned(),
                number,
            });
        }
    }
    Ok(known)
}

/// What `ssh-keygen` prints of the file. Its status tells only whether it found something.
async fn keygen(arguments: &[&str], file: &Path) -> Result<String, Error> {
    let mut command = quiet("ssh-keygen");
    command.args(arguments).arg("-f").arg(file);
    let output = finish("ssh-keygen", command).await?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
