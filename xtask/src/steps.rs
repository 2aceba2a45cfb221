//! Steps with a heading, a time and an outcome, counted for the last line.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Instant;

use crate::summary::{Counts, Runner};

/// What has been run so far.
#[derive(Default)]
pub(crate) struct Steps {
    counts: Counts,
    failed: Vec<&'static str>,
}

impl Steps {
    /// Runs what is no test: it counts as one.
    pub(crate) fn check(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), String>) {
        let start = heading(name);
        let outcome = work();
        if let Err(problem) = &outcome {
            eprintln!("{problem}");
        }
        self.counts.add(match outcome {
            Ok(()) => Counts {
                passed: 1,
                failed: 0,
            },
            Err(_) => Counts {
                passed: 0,
                failed: 1,
            },
        });
        self.end(name, start, outcome.is_ok());
    }

    /// Runs a command that is no test: it counts as one.
    pub(crate) fn command(&mut self, name: &'static str, command: &mut Command) {
        self.check(name, || match crate::cargo::run(command)? {
            status if status.success() => Ok(()),
            status => Err(format!("{}: {status}", command.get_program().display())),
        });
    }

    /// Runs a test runner: its tests are counted by its own summary lines, a failure outside of any test as one more.
    pub(crate) fn tests(&mut self, name: &'static str, runner: Runner, command: &mut Command) {
        let start = heading(name);
        let mut counts = Counts::default();
        let ok = match stream(runner, command, &mut counts) {
            Ok(ok) => ok,
            Err(problem) => {
                eprintln!("{}: {problem}", command.get_program().display());
                false
            }
        };
        if !ok && counts.failed == 0 {
            counts.failed = 1;
        }
        self.counts.add(counts);
        self.end(name, start, counts.failed == 0);
    }

    /// Prints which steps failed and, last and alone on its line, the count of everything.
    pub(crate) fn finish(self) -> ExitCode {
        println!();
        if !self.failed.is_empty() {
            println!("Failed: {}", self.failed.join(", "));
        }
        println!(
            "{} passed, {} failed",
            self.counts.passed, self.counts.failed
        );
        match self.counts.failed {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }

    fn end(&mut self, name: &'static str, start: Instant, ok: bool) {
        if !ok {
            self.failed.push(name);
        }
        let outcome = if ok { "ok" } else { "FAILED" };
        println!(
            "== {name}: {outcome} ({:.1} s)",
            start.elapsed().as_secs_f64()
        );
    }
}

fn heading(name: &str) -> Instant {
    println!("\n== {name}");
    Instant::now()
}

/// Runs a command, passes its output on as it comes and counts the tests in it.
fn stream(runner: Runner, command: &mut Command, counts: &mut Counts) -> io::Result<bool> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let errors = child.stderr.take();
    let other = thread::spawn(move || match errors {
        Some(errors) => pass_on(runner, errors, io::stderr()),
        None => Ok(Counts::default()),
    });
    if let Some(output) = child.stdout.take() {
        counts.add(pass_on(runner, output, io::stdout())?);
    }
    if let Ok(counted) = other.join() {
        counts.add(counted?);
    }
    Ok(child.wait()?.success())
}

fn pass_on(runner: Runner, from: impl Read, mut to: impl Write) -> io::Result<Counts> {
    let mut from = BufReader::new(from);
    let mut counts = Counts::default();
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        to.flush()?;
        if let Some(read) = runner.read(&String::from_utf8_lossy(&line)) {
            counts.add(read);
        }
        line.clear();
    }
    Ok(counts)
}
