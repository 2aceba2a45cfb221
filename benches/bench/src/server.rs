//! Servers under measurement: started, watched, ended.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that answers.
pub(crate) struct Server {
    child: Child,
    /// The process that serves: the child, or what the child watches.
    pid: u32,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From its start to its first 200.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Starts a program that is told where to listen, and waits until `GET /api/health` answers 200. What it prints goes to a file.
    pub(crate) fn start(
        program: impl FnOnce(SocketAddr) -> Command,
        log: &Path,
    ) -> io::Result<Self> {
        let address = free_address()?;
        let output = File::options().create(true).append(true).open(log)?;
        let mut command = program(address);
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let start = Instant::now();
        let mut server = Server {
            child: command.spawn()?,
            pid: 0,
            address,
            ready_after: Duration::ZERO,
        };
        while !is_healthy(address) {
            if let Some(status) = server.child.try_wait()? {
                return Err(failed(&format!("ended at once ({status})"), log));
            }
            if start.elapsed() > PATIENCE {
                return Err(failed("does not answer", log));
            }
            thread::sleep(Duration::from_micros(200));
        }
        server.ready_after = start.elapsed();
        server.pid = server.child.id();
        Ok(server)
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Memory in use now, in bytes: `VmRSS` of `/proc/PID/status` (proc_pid_status(5)).
    pub(crate) fn resident_bytes(&self) -> io::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let kilobytes = status.lines().find_map(|line| {
            line.strip_prefix("VmRSS:")?
                .trim()
                .strip_suffix(" kB")?
                .parse::<u64>()
                .ok()
        });
        kilobytes
            .map(|kilobytes| kilobytes * 1024)
            .ok_or_else(|| io::Error::other("no VmRSS"))
    }

    /// Processor time used so far, by all threads: fields 14 and 15 of `/proc/PID/stat`, in hundredths of a second
    /// (proc_pid_stat(5); `USER_HZ` is 100 on Linux).
    pub(crate) fn processor_time(&self) -> io::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid))?;
        // The name, field 2, is in brackets and may itself hold spaces and brackets.
        let fields = stat
            .rsplit_once(") ")
            .map_or("", |(_, rest)| rest)
            .split(' ');
        let ticks: Vec<u64> = fields.skip(11).take(2).flat_map(str::parse).collect();
        Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 10))
    }

    /// Asks it to end, and waits for that.
    pub(crate) fn stop(mut self) -> io::Result<()> {
        Command::new("kill").arg(self.pid.to_string()).status()?;
        self.child.wait().map(|_| ())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` there is nothing left to kill, and that is no error.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn failed(what: &str, log: &Path) -> io::Error {
    let said = fs::read_to_string(log).unwrap_or_default();
    io::Error::other(format!("the server {what}; it said:\n{said}"))
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// The process a wrapper such as strace has started.
fn first_child(pid: u32) -> Option<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

fn is_healthy(address: SocketAddr) -> bool {
    let ask = || -> io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(
            b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        )?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(status == *b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

/// The product on a data directory of its own, with one user and a token.
pub(crate) struct Product {
    binary: PathBuf,
    folder: PathBuf,
    /// The API token.
    pub(crate) token: String,
}

impl Product {
    /// Who uses it.
    pub(crate) const USER: &str = "bench";
    pub(crate) const PASSWORD: &str = "a long enough passphrase";

    /// Makes an empty data directory, a user and a token that may do everything that is measured.
    pub(crate) fn set_up(binary: &Path, folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut product = Product {
            binary: binary.to_owned(),
            folder: folder.to_owned(),
            token: String::new(),
        };
        product.say(
            &format!(
                "user create {} --admin --password-stdin --timezone Europe/Berlin",
                Self::USER
            ),
            Self::PASSWORD,
        )?;
        product.token = product
            .say(
                "token create --user bench --name bench --scope todos:write --scope notifications:read \
                 --scope memory:write --scope documents:write --scope cookbook:launch",
                "",
            )?
            .trim()
            .to_owned();
        Ok(product)
    }

    /// The server's command line.
    pub(crate) fn serve(&self, address: SocketAddr) -> Command {
        let mut command = self.command();
        command
            .arg("serve")
            .arg("--listen")
            .arg(address.to_string());
        command
    }

    /// Starts it.
    pub(crate) fn start(&self) -> io::Result<Server> {
        Server::start(|address| self.serve(address), &self.log())
    }

    /// Starts it under strace, which writes every `fsync` and `fdatasync` into a file. Other calls run at full speed (`--seccomp-bpf`).
    pub(crate) fn start_traced(&self, trace: &Path) -> io::Result<Server> {
        let program = |address| {
            let server = self.serve(address);
            let mut command = Command::new("strace");
            command
                .args([
                    "--seccomp-bpf",
                    "-f",
                    "-qq",
                    "-e",
                    "trace=fsync,fdatasync",
                    "-o",
                ])
                .arg(trace)
                .arg(server.get_program())
                .args(server.get_args())
                .envs(
                    server
                        .get_envs()
                        .filter_map(|(name, value)| Some((name, value?))),
                );
            command
        };
        let mut server = Server::start(program, &self.log())?;
        server.pid = first_child(server.pid).unwrap_or(server.pid);
        Ok(server)
    }

    fn log(&self) -> PathBuf {
        self.folder.with_extension("log")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        // The Cookbook looks at the tmux sessions and logs of whoever runs it: here are those of nobody.
        command
            .env("ODYSSEUS_DATA_DIR", &self.folder)
            .env("HOME", &self.folder)
            .env("TMUX_TMPDIR", &self.folder)
            .env_remove("XDG_STATE_HOME")
            .env_remove("ODYSSEUS_DATABASE_URL");
        command
    }

    /// Runs one of its commands and gives what it prints.
    fn say(&self, words: &str, input: &str) -> io::Result<String> {
        let mut child = self
            .command()
            .args(words.split(' '))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Err(io::Error::other(format!(
                "odysseus {words}: {}",
                output.status
            )));
        }
        String::from_utf8(output.stdout).map_err(io::Error::other)
    }
}
