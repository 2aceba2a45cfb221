//! A home directory of its own for every story, and the command line run in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// An empty home directory, gone with the story.
pub(crate) struct Home(TempDir);

/// What a program did.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Its standard output, if it succeeded.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Its standard error, if it failed with that code, one message long and without a word on stdout.
    #[track_caller]
    pub(crate) fn fails(self, code: i32) -> String {
        assert_eq!(
            self.code, code,
            "stdout: {}\nstderr: {}",
            self.stdout, self.stderr
        );
        assert_eq!(self.stdout, "", "a failure belongs on standard error");
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self.stderr
    }
}

impl Home {
    pub(crate) fn new() -> Self {
        Self(
            tempfile::Builder::new()
                .prefix("odysseus-")
                .tempdir()
                .unwrap(),
        )
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Where the program keeps its data here.
    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("share/odysseus")
    }

    /// A program with nothing of our own environment but the search path.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path())
            .env("XDG_DATA_HOME", self.path().join("share"))
            .env("NO_COLOR", "1")
            .current_dir(self.path());
        command
    }

    /// Python itself: the `python3` of a version manager is a script that takes longer than ours.
    pub(crate) fn python(&self) -> Command {
        static PROGRAM: OnceLock<String> = OnceLock::new();
        let program = PROGRAM.get_or_init(|| {
            let mut asking = self.command("python3");
            run(asking.args(["-c", "import sys; print(sys.executable)"]), "").ok()
        });
        self.command(program.trim_end())
    }

    /// `odysseus ARGS…` with the input on its standard input.
    pub(crate) fn odysseus(&self, args: &[&str], stdin: &str) -> Ran {
        run(
            self.command(env!("CARGO_BIN_EXE_odysseus")).args(args),
            stdin,
        )
    }

    /// `odysseus ARGS…` as an agent's shell runs it against a server.
    pub(crate) fn call(&self, url: &str, token: &str, args: &[&str]) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_odysseus"));
        run(
            command
                .args(args)
                .env("ODYSSEUS_URL", url)
                .env("ODYSSEUS_API_TOKEN", token),
            "",
        )
    }

    /// A new user; everybody has the same password.
    pub(crate) fn user(&self, name: &str, zone: &str, admin: bool) {
        let mut args = vec![
            "user",
            "create",
            name,
            "--password-stdin",
            "--timezone",
            zone,
        ];
        args.extend(admin.then_some("--admin"));
        assert_eq!(self.odysseus(&args, PASSWORD).ok(), format!("{name}\n"));
    }

    /// A new token of that user.
    pub(crate) fn token(&self, user: &str, scopes: &[&str]) -> String {
        let mut args = vec!["token", "create", "--user", user, "--name", "Claude Agent"];
        args.extend(scopes.iter().flat_map(|scope| ["--scope", scope]));
        let printed = self.odysseus(&args, "").ok();
        printed.trim_end().to_owned()
    }
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command, stdin: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
