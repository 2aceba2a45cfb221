//! Server-sent events (HTML Standard §9.2.6), as far as this protocol uses them: their data.

/// What has come of a stream so far.
#[derive(Default)]
pub(crate) struct Events {
    line: Vec<u8>,
    data: String,
}

impl Events {
    /// Takes the next piece, and gives the data of the events that it completes.
    pub(crate) fn take(&mut self, piece: &[u8]) -> Vec<String> {
        let mut complete = Vec::new();
        for byte in piece {
            if *byte != b'\n' {
                self.line.push(*byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            complete.extend(self.end_line(&String::from_utf8_lossy(&line)));
        }
        complete
    }

    fn end_line(&mut self, line: &str) -> Option<String> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            return Some(std::mem::take(&mut self.data)).filter(|data| !data.is_empty());
        }
        if let Some(data) = line.strip_prefix("data:") {
            if !self.data.is_empty() {
                self.data.push('\n');
            }
            self.data.push_str(data.strip_prefix(' ').unwrap_or(data));
        }
        None
    }
}
