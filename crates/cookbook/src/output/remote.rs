//! Logs behind `sh`: those of other machines, and panes.

use std::time::Duration;

use crate::machine::{Machine, Machines, Reply, Script};

use super::bytes::last_lines;
use super::window::{LARGEST, Part, Piece, Source, Window};
use super::{SessionName, Unread};

/// Contract: an answer within 15 s.
const LIMIT: Duration = Duration::from_secs(14);

/// The part, from the log on that machine or else from its pane.
pub(crate) async fn window(
    machines: &Machines,
    machine: &Machine,
    session: &SessionName,
    socket: &str,
    part: Part,
) -> Result<Window, Unread> {
    let (mode, number) = match part {
        Part::End { lines } => ("end", lines.to_string()),
        Part::Failure { .. } => ("end", LARGEST.to_string()),
        Part::Since { offset } => ("since", offset.to_string()),
    };
    let answer = ask(machines, machine, session, socket, (mode, number)).await?;
    let complaint = answer.complaint.clone();
    let window = match answer.source {
        Source::Log => Piece {
            from: answer.number("from")?,
            whole: false,
            size: answer.number("size")?,
            path: answer.path,
            bytes: answer.rest,
        }
        .window(part),
        source => seen(answer, source, part),
    };
    Ok(Window {
        complaint,
        ..window
    })
}

/// The last lines of its pane on that machine.
pub(crate) async fn pane(
    machines: &Machines,
    machine: &Machine,
    session: &SessionName,
    socket: &str,
    lines: usize,
) -> Result<Window, Unread> {
    let wanted = ("pane", lines.to_string());
    let answer = ask(machines, machine, session, socket, wanted).await?;
    let source = answer.source;
    Ok(seen(answer, source, Part::End { lines }))
}

async fn ask(
    machines: &Machines,
    machine: &Machine,
    session: &SessionName,
    socket: &str,
    (mode, number): (&str, String),
) -> Result<Answer, Unread> {
    let script = Script::new(include_str!("window.sh"))
        .word(session.as_str())
        .word(socket)
        .word(mode)
        .word(number)
        .word(LARGEST.to_string());
    Answer::read(machines.run(machine, &script, LIMIT).await?)
}

/// What stands in the pane, or that there is none.
fn seen(answer: Answer, source: Source, part: Part) -> Window {
    let mut notes = Vec::new();
    let text = String::from_utf8_lossy(&answer.rest);
    let mut text: String = text
        .trim_end()
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect();
    if text.trim().is_empty() {
        text.clear();
    }
    match part {
        Part::End { lines } => {
            text.drain(..last_lines(text.as_bytes(), lines));
        }
        Part::Failure { lines } => {
            let start = super::failure::find(&text).map_or_else(
                || last_lines(text.as_bytes(), lines),
                |failure| failure.told.start,
            );
            text.drain(..start);
        }
        Part::Since { .. } => {}
    }
    match source {
        Source::Pane => {
            notes.push("There is no log; this is what tmux remembers of the pane.".to_owned())
        }
        _ => notes.push("There is neither a log nor a tmux session of that name.".to_owned()),
    }
    Window {
        source,
        text,
        from: 0,
        to: 0,
        size: 0,
        log_path: answer.path,
        // The offsets of a log that was there before mean nothing here.
        restarted: matches!(part, Part::Since { offset: 1.. }),
        notes,
        complaint: None,
    }
}

/// What a script said: lines of a key and a value, an empty line, and whatever it read.
pub(crate) struct Answer {
    pub(crate) source: Source,
    pub(crate) path: String,
    numbers: Vec<(String, u64)>,
    pub(crate) rest: Vec<u8>,
    complaint: Option<String>,
}

impl Answer {
    pub(crate) fn read(reply: Reply) -> Result<Self, Unread> {
        let complaint = Some(reply.stderr.trim().to_owned()).filter(|said| !said.is_empty());
        let unread = || {
            Unread::Refused(
                complaint
                    .clone()
                    .unwrap_or_else(|| "The machine's answer was incomplete.".to_owned()),
            )
        };
        let end = reply
            .stdout
            .windows(2)
            .position(|two| two == b"\n\n")
            .filter(|_| reply.status == Some(0))
            .ok_or_else(unread)?;
        let (head, rest) = reply.stdout.split_at(end + 2);
        let mut answer = Self {
            source: Source::None,
            path: String::new(),
            numbers: Vec::new(),
            rest: rest.to_vec(),
            complaint: complaint.clone(),
        };
        for line in String::from_utf8_lossy(head).lines() {
            match line.split_once(' ') {
                Some(("source", "log")) => answer.source = Source::Log,
                Some(("source", "pane")) => answer.source = Source::Pane,
                Some(("path", path)) => path.clone_into(&mut answer.path),
                Some((key, value)) => {
                    if let Ok(value) = value.parse() {
                        answer.numbers.push((key.to_owned(), value));
                    }
                }
                None => {}
            }
        }
        Ok(answer)
    }

    pub(crate) fn number(&self, key: &str) -> Result<u64, Unread> {
        self.numbers
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| *value)
            .ok_or_else(|| Unread::Refused(format!("The machine did not say `{key}`.")))
    }
}
