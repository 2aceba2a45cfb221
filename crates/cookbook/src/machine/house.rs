//! For tests: a home directory, and the shell of your choice that lives in it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::{Local, Machines};

/// Shells that scripts have to work in, each with the programs that come with it.
pub(crate) const SHELLS: [&str; 3] = [
    "/bin/dash",
    "/bin/bash",
    "/bin/busybox sh find stat sed tr sort head tail mktemp setsid env",
];

/// A home directory, and a shell that has it.
pub(crate) struct House {
    pub(crate) home: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl House {
    pub(crate) fn new(shell: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let bin = home.path().join(".bin");
        fs::create_dir(&bin).unwrap();
        let (program, applets) = match shell.split_once(' ') {
            Some((program, applets)) => (program, applets),
            None => (shell, "sh"),
        };
        for applet in applets.split(' ') {
            symlink(program, bin.join(applet)).unwrap();
        }
        // Nothing listens on port 9 (discard) of a machine of these days.
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let variables = vec![
            ("PATH".to_owned(), format!("{}:/usr/bin:/bin", text(&bin))),
            ("HOME".to_owned(), text(home.path())),
            ("SHELL".to_owned(), "/bin/sh".to_owned()),
            ("OLLAMA_HOST".to_owned(), "127.0.0.1:9".to_owned()),
        ];
        Self { home, variables }
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn path(&self, below: &str) -> String {
        self.home.path().join(below).to_str().unwrap().to_owned()
    }

    pub(crate) fn file(&self, path: &str, bytes: usize) {
        self.text(path, &"x".repeat(bytes));
    }

    pub(crate) fn text(&self, path: &str, text: &str) {
        let path = self.home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A file of a cache, as the hub's client puts it there.
    pub(crate) fn cached(&self, repository: &str, name: &str, text: &str) {
        let blob = format!("{repository}/blobs/{}", name.replace(['/', '.'], "_"));
        self.text(&blob, text);
        let link = self
            .home
            .path()
            .join(format!("{repository}/snapshots/abc/{name}"));
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(self.home.path().join(blob), link).unwrap();
    }

    /// This machine, as seen from here.
    pub(crate) fn machines(&self) -> Machines {
        let variables = self.variables.iter();
        let local = Local {
            variables: variables
                .map(|(name, value)| (name.into(), value.into()))
                .collect::<Vec<_>>()
                .into(),
        };
        Machines::new(
            local,
            net::ssh::Connections::new(self.home.path().to_owned()),
        )
    }
}
