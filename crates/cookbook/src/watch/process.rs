//! The processes that the script listed, as trees.

use std::collections::{HashMap, HashSet, VecDeque};

use super::parse::{Garbled, Read, number};
use super::records::Record;
use super::{Pid, Process};

/// All processes that were listed.
#[derive(Debug, Default)]
pub(super) struct Table {
    processes: Vec<Process>,
    /// How many argument vectors have come.
    known: usize,
}

impl Table {
    /// Reads lines `PID PARENT SECONDS [COMMAND LINE]`.
    pub(super) fn parse(record: &Record<'_>) -> Read<Self> {
        let processes = record.lines().map(|line| {
            let mut words = line.split_ascii_whitespace();
            let mut next = || words.next().ok_or(Garbled("a process is cut short"));
            Ok(Process {
                pid: number(next()?)?,
                parent: number(next()?)?,
                seconds: number(next()?)?,
                args: words.map(str::to_owned).collect(),
                ollama_host: None,
            })
        });
        Ok(Self {
            processes: processes.collect::<Read<_>>()?,
            known: 0,
        })
    }

    /// Takes the argument vector of the next process: NUL before it, NUL after each argument (`/proc/PID/cmdline`).
    pub(super) fn words(&mut self, record: &Record<'_>) -> Read<()> {
        let process = self.processes.get_mut(self.known);
        let process = process.ok_or(Garbled("there are more command lines than processes"))?;
        let body = record.body.strip_prefix(b"\0");
        let body = body.ok_or(Garbled("a command line does not begin"))?;
        let body = body.strip_suffix(b"\0").unwrap_or(body);
        if !body.is_empty() {
            process.args = body
                .split(|byte| *byte == 0)
                .map(|word| String::from_utf8_lossy(word).into_owned())
                .collect();
        }
        self.known += 1;
        Ok(())
    }

    /// Takes where the process of that number was told to listen.
    pub(super) fn ollama_host(&mut self, record: &Record<'_>) -> Read<()> {
        let pid: Pid = number(record.words)?;
        let process = self.processes.iter_mut().find(|process| process.pid == pid);
        let process = process.ok_or(Garbled("a process is missing"))?;
        process.ollama_host = record.lines().next();
        Ok(())
    }

    /// Whether every process has its argument vector, or none (where they came with the processes).
    pub(super) fn complete(&self) -> bool {
        self.known == 0 || self.known == self.processes.len()
    }

    /// These processes and all that descend from them, parents first.
    pub(super) fn tree(&self, roots: impl IntoIterator<Item = Pid>) -> Vec<Process> {
        let mut children: HashMap<Pid, Vec<&Process>> = HashMap::new();
        for process in &self.processes {
            children.entry(process.parent).or_default().push(process);
        }
        let mut queue: VecDeque<&Process> = VecDeque::new();
        for root in roots {
            queue.extend(self.processes.iter().find(|process| process.pid == root));
        }
        let mut seen = HashSet::new();
        let mut tree = Vec::new();
        while let Some(process) = queue.pop_front() {
            if seen.insert(process.pid) {
                tree.push(process.clone());
                queue.extend(children.get(&process.pid).into_iter().flatten());
            }
        }
        tree
    }

    /// That process.
    pub(super) fn get(&self, pid: Pid) -> Option<&Process> {
        self.processes.iter().find(|process| process.pid == pid)
    }
}
