//! A home directory whose programs do not outlive it.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A directory in which programs of one machine live. When it is dropped, the tmux servers in it are ended with all that runs in
/// them; the directory is its maker's to remove.
pub(super) struct Home(PathBuf);

impl Home {
    pub(super) fn new(path: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&path)?;
        Ok(Home(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let user = fs::metadata(&self.0).map_or(0, |home| home.uid());
        let sockets = fs::read_dir(self.0.join(format!("tmux-{user}")));
        for socket in sockets.into_iter().flatten().flatten() {
            // One that nobody serves any more is no error.
            let _ = Command::new("tmux")
                .arg("-S")
                .arg(socket.path())
                .arg("kill-server")
                .stderr(Stdio::null())
                .status();
        }
        // The links to logs are in a directory that all share.
        let links = fs::read_dir("/tmp/odysseus-tmux");
        for link in links.into_iter().flatten().flatten() {
            let ours = fs::read_link(link.path()).is_ok_and(|log| log.starts_with(&self.0));
            if ours {
                let _ = fs::remove_file(link.path());
            }
        }
    }
}
