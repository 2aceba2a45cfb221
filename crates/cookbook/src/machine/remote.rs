//! A shell behind ssh.

use net::ssh::{Connections, Destination};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

use super::{Reply, Script, Trouble};

/// Replaces the login shell, whichever it is, by the one that scripts are written for.
const SHELL: &str = "exec sh -s";
/// The first line that `sh` writes. Before it comes what the person's start-up files say, which is no answer.
const BEGINS: &str = "odysseus-begins";

fn input(text: &[u8]) -> Vec<u8> {
    [format!("echo {BEGINS}\n").as_bytes(), text].concat()
}

/// Runs the script to its end.
pub(super) async fn run(
    ssh: &Connections,
    to: &Destination,
    script: &Script,
) -> Result<Reply, Trouble> {
    let output = ssh.run(to, SHELL, &input(&script.text())).await?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = format!("{BEGINS}\n");
    let mut windows = output.stdout.windows(line.len());
    let Some(begins) = windows.position(|window| window == line.as_bytes()) else {
        let said = format!("{}\n{stderr}", String::from_utf8_lossy(&output.stdout));
        return Err(no_shell(to, &said));
    };
    Ok(Reply {
        status: output.status,
        stdout: output
            .stdout
            .into_iter()
            .skip(begins + line.len())
            .collect(),
        stderr,
    })
}

/// Starts the script and gives what it writes.
pub(super) async fn stream(
    ssh: &Connections,
    to: &Destination,
    script: &Script,
) -> Result<impl AsyncRead + Send + Unpin + use<>, Trouble> {
    let stream = ssh.stream(to, SHELL, &input(&script.followed())).await?;
    let mut reader = BufReader::new(stream);
    let mut said = Vec::new();
    while !said.ends_with(format!("{BEGINS}\n").as_bytes()) {
        match reader.read_until(b'\n', &mut said).await {
            Ok(0) => return Err(no_shell(to, &String::from_utf8_lossy(&said))),
            Ok(_) => {}
            Err(error) => return Err(Trouble::Lost(error.to_string())),
        }
    }
    Ok(reader)
}

fn no_shell(to: &Destination, said: &str) -> Trouble {
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    Trouble::NoShell {
        machine: to.to_string(),
        said: last.unwrap_or("nothing").to_owned(),
    }
}
