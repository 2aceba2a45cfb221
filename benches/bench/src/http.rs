//! A client as small as can be: HTTP/1.1 on one kept-alive connection (RFC 9112).

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A whole request, ready to be sent.
pub(crate) fn request(method: &str, target: &str, token: &str, body: &str) -> Vec<u8> {
    request_of(&bearer(token), method, target, body)
}

/// The header line that shows a token; nothing for none.
pub(crate) fn bearer(token: &str) -> String {
    match token {
        "" => String::new(),
        token => format!("Authorization: Bearer {token}\r\n"),
    }
}

/// A whole request of whoever those header lines name.
pub(crate) fn request_of(who: &str, method: &str, target: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\n{who}\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A connection that carries one request at a time.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, read to its end.
pub(crate) struct Answer<'a> {
    /// The status code.
    pub(crate) status: u16,
    /// The status line and the headers.
    head: &'a [u8],
    /// The body as it came.
    pub(crate) body: &'a [u8],
}

impl Answer<'_> {
    /// The answer, or an error that shows it, unless it is a 2xx.
    pub(crate) fn success(self) -> io::Result<Self> {
        match self.status {
            200..300 => Ok(self),
            status => Err(io::Error::other(format!(
                "{status}: {}",
                String::from_utf8_lossy(self.body)
            ))),
        }
    }

    /// The first header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(std::str::from_utf8(self.head).ok()?, name)
    }
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends a request and reads the answer, whose length must be declared.
    pub(crate) async fn send(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.fill().await?;
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let (status, length) = self.buffer.get(..head).and_then(parse).ok_or_else(|| {
            io::Error::other(format!(
                "not understood: {}",
                String::from_utf8_lossy(&self.buffer)
            ))
        })?;
        while self.buffer.len() < head + length {
            self.fill().await?;
        }
        let (head, rest) = self.buffer.split_at(head);
        let body = rest.get(..length).unwrap_or_default();
        Ok(Answer { status, head, body })
    }

    /// Sends a request whose answer has no end, and gives its bytes as they come, the head first, until `each` has enough.
    pub(crate) async fn follow(
        mut self,
        request: &[u8],
        mut each: impl FnMut(&[u8]) -> bool,
    ) -> io::Result<()> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        self.fill().await?;
        if !self.buffer.starts_with(b"HTTP/1.1 200 ") {
            return Err(io::Error::other(
                String::from_utf8_lossy(&self.buffer).into_owned(),
            ));
        }
        while each(&self.buffer) {
            self.buffer.clear();
            self.fill().await?;
        }
        Ok(())
    }

    async fn fill(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// The status and the length of the body.
fn parse(head: &[u8]) -> Option<(u16, usize)> {
    let head = std::str::from_utf8(head).ok()?;
    let status = head.lines().next()?.split(' ').nth(1)?.parse().ok()?;
    let length = header(head, "content-length").map_or(Some(0), |length| length.parse().ok())?;
    Some((status, length))
}

fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
    Some(value.trim())
}
