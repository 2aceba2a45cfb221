//! The page of figures.

use std::fmt::Write;

/// One figure beside its budget and its floor.
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) what: &'static str,
    /// What was promised.
    pub(crate) budget: String,
    /// What was found.
    pub(crate) measured: String,
    /// What the bare parts need on the same machine in the same run; empty where there is none.
    pub(crate) floor: String,
    /// Whether the promise was kept; nothing where none was made or nothing could be measured.
    pub(crate) kept: Option<bool>,
}

/// The run the figures belong to.
pub(crate) struct Run {
    /// Processor, cores, kernel.
    pub(crate) machine: String,
    /// What was found.
    pub(crate) figures: Vec<Figure>,
}

const METHOD: &str = "\
How it is measured

- The release binary, started on an empty data directory; the user, the token and the todos are made through its own command line and API. \
Client and server share the machine and talk over loopback, so the client takes a part of the processor away from both the product and the floor.
- The client keeps its connections open and sends the next request when the last is answered (closed loop). \
Every time is from the first byte sent to the last byte received; percentiles are exact. Any answer that is no 2xx ends the run.
- The floor is a bare axum handler with one prepared SQLite statement, in the same run: no sign-in, no registry, no audit, no search index. \
Its writes are one transaction each, also with `synchronous=FULL`.
- fsync: 500 times 4 KiB appended and made durable with `fdatasync` in the same folder, right before the writes.
- Writes per fsync: every `fsync` and `fdatasync` of the server, counted by strace while 64 connections write.
- The web app: Debian's Chromium without a cache, a new profile for each of 15 loads, signed in, at 1280 × 800. Bytes are what the browser's network \
log counts, with the headers of answers. A key is drawn when the frame after it has been made.
- Reminder lateness: from the moment a reminder is due until its notification has arrived on the `/api/events` stream.
- The Cookbook: small HTTP servers of Python's, launched, watched, killed and stopped through the API. Each host is an sshd of this machine with a home and \
tmux of its own, on a loopback address of its own; a relay holds what is sent for 10 ms in both directions, in place of a network. \
So the work of all ten hosts is done by this one machine, and adds up. \
Processor time is that of Odysseus and all that it starts (ssh, the shell of a look at this machine), not of the hosts, over 60 s; 100 % is one core.
- Logs: lines of 120 bytes, all of them written; they are in the page cache.
";

impl Run {
    /// Adds figures, and shows them to those who wait.
    pub(crate) fn found(&mut self, figures: impl IntoIterator<Item = Figure>) {
        for figure in figures {
            eprintln!(
                "bench:   {}: {} (floor: {})",
                figure.what, figure.measured, figure.floor
            );
            self.figures.push(figure);
        }
    }

    /// The page, as Markdown.
    pub(crate) fn page(&self) -> String {
        let date = jiff::Zoned::now().date();
        let mut page = format!(
            "# Performance\n\nWritten by `cargo xtask bench` on {date}. Do not edit: run it again.\n\n\
             Machine: {}.\n\n\
             | What | Budget | Measured | Floor | Kept |\n|---|---|---|---|---|\n",
            self.machine,
        );
        for figure in &self.figures {
            let kept = match figure.kept {
                Some(true) => "yes",
                Some(false) => "**no**",
                None => "",
            };
            let Figure {
                what,
                budget,
                measured,
                floor,
                ..
            } = figure;
            // Writing to a String cannot fail.
            let _ = writeln!(
                page,
                "| {what} | {budget} | {measured} | {floor} | {kept} |"
            );
        }
        page.push('\n');
        page.push_str(METHOD);
        page
    }
}
