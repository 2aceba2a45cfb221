//! A real sshd for tests, on loopback or behind a cable of its own. Other crates include this file by its path.
#![allow(dead_code, unreachable_pub)] // every test uses another part, and some include it where nothing is public

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Waits until it holds, for at most 30 s.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < deadline, "not within 30 s: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What the program prints, without the line break.
pub fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The first of these numbers that no test on this machine has, nor takes before this process ends.
fn claim(what: &str, mut numbers: impl Iterator<Item = u32>) -> u32 {
    // Names of sockets that are no files (unix(7), abstract): they are gone with their process, however that ends.
    static CLAIMS: Mutex<Vec<UnixListener>> = Mutex::new(Vec::new());
    let free = |number: &u32| {
        let name = format!("odysseus-tests-{what}-{number}");
        let address = SocketAddr::from_abstract_name(name).unwrap();
        let claim = UnixListener::bind_addr(&address);
        claim
            .map(|claim| CLAIMS.lock().unwrap().push(claim))
            .is_ok()
    };
    numbers.find(free).expect("some are free")
}

/// A port that nobody listens on, for a program that is started later. It is none that the system gives out by itself, to
/// whoever connects somewhere, and no other test's.
pub fn free_port() -> u16 {
    const PORTS: u32 = 10_000;
    let first = std::process::id().wrapping_mul(16);
    let ports = (0..PORTS).map(|next| 20_000 + first.wrapping_add(next) % PORTS);
    let free = |port: &u32| {
        TcpListener::bind((Ipv4Addr::LOCALHOST, u16::try_from(*port).unwrap())).is_ok()
    };
    u16::try_from(claim("port", ports.filter(free))).unwrap()
}

/// A machine that the user of the tests can sign in to, with keys that are authorised. It ends, with all its sessions, when dropped.
pub struct Sshd {
    directory: TempDir,
    address: Ipv4Addr,
    namespace: Option<String>,
    port: u16,
    configuration: Vec<String>,
    process: Option<Child>,
}

impl Sshd {
    /// Listens on loopback.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// The same, with more lines of sshd_config(5).
    pub fn with(configuration: &[&str]) -> Self {
        Self::launch(Ipv4Addr::LOCALHOST, free_port(), None, configuration)
    }

    /// Listens at the other end of the cable, on the usual port.
    pub fn behind(cable: &Cable, configuration: &[&str]) -> Self {
        Self::launch(cable.far, 22, Some(cable.namespace.clone()), configuration)
    }

    fn launch(
        address: Ipv4Addr,
        port: u16,
        namespace: Option<String>,
        configuration: &[&str],
    ) -> Self {
        let mut sshd = Self {
            directory: tempfile::tempdir().unwrap(),
            address,
            namespace,
            port,
            configuration: configuration
                .iter()
                .map(|line| (*line).to_owned())
                .collect(),
            process: None,
        };
        fs::write(sshd.path("authorized_keys"), "").unwrap();
        sshd.change_host_key();
        sshd.restart();
        sshd
    }

    /// A file of this sshd.
    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// `user@address`, and the port.
    pub fn destination(&self) -> (String, u16) {
        let user = output("id", &["-un"]);
        (format!("{user}@{}", self.address), self.port)
    }

    /// Lets the owner of the key in.
    pub fn authorise(&self, public_key: &str) {
        let mut keys = fs::read_to_string(self.path("authorized_keys")).unwrap();
        keys.push_str(public_key.trim());
        keys.push('\n');
        fs::write(self.path("authorized_keys"), keys).unwrap();
    }

    /// Makes another host key; [`restart`](Self::restart) puts it into use.
    pub fn change_host_key(&self) {
        let key = self.path("host_key");
        let _ = fs::remove_file(&key);
        let key = key.to_str().unwrap();
        output("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", key]);
    }

    /// `SHA256:…` of the host key.
    pub fn fingerprint(&self) -> String {
        let key = self.path("host_key.pub");
        let listed = output("ssh-keygen", &["-l", "-f", key.to_str().unwrap()]);
        listed.split(' ').nth(1).unwrap().to_owned()
    }

    /// Ends it with all its sessions, as far as it runs, and starts it on the same port.
    pub fn restart(&mut self) {
        self.stop();
        // sshd wants this directory even where it has no use for it.
        let _ = fs::create_dir_all("/run/sshd");
        let directory = self.directory.path().display();
        let mut text = format!(
            "ListenAddress {}:{}\nHostKey {directory}/host_key\nPidFile none\nAuthorizedKeysFile {directory}/authorized_keys\n\
             StrictModes no\nUsePAM no\nUseDNS no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\n\
             KbdInteractiveAuthentication no\nLogLevel VERBOSE\nMaxStartups 100\n",
            self.address, self.port
        );
        for line in &self.configuration {
            text.push_str(line);
            text.push('\n');
        }
        fs::write(self.path("sshd_config"), text).unwrap();
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.path("log"))
            .unwrap();
        let mut command = match &self.namespace {
            Some(namespace) => {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", namespace, "/usr/sbin/sshd"]);
                command
            }
            None => Command::new("/usr/sbin/sshd"),
        };
        command
            .args(["-D", "-e", "-f"])
            .arg(self.path("sshd_config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        self.process = Some(command.spawn().expect("openssh-server is installed"));
        let address = (self.address, self.port);
        eventually("sshd listens", || TcpStream::connect(address).is_ok());
    }

    /// Ends it with all its sessions.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let sessions = descendants(process.id());
            let _ = process.kill();
            let _ = process.wait();
            end(&sessions);
        }
    }

    /// Ends the sessions, not the listener.
    pub fn end_sessions(&self) {
        end(&self.sessions());
    }

    /// All processes that connections have started.
    pub fn sessions(&self) -> Vec<u32> {
        let listener = self.process.as_ref();
        listener.map_or_else(Vec::new, |process| descendants(process.id()))
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        let listener = self.process.as_ref();
        listener.map_or(0, |process| children(process.id()).len())
    }

    /// How often somebody has signed in.
    pub fn sign_ins(&self) -> usize {
        self.log().matches("Accepted publickey").count()
    }

    /// What sshd logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap()
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The processes below that one, the nearest first.
pub fn descendants(process: u32) -> Vec<u32> {
    let mut found = children(process);
    let mut next = 0;
    while let Some(process) = found.get(next) {
        found.extend(children(*process));
        next += 1;
    }
    found
}

fn children(process: u32) -> Vec<u32> {
    let listed = Command::new("ps")
        .args(["-o", "pid=", "--ppid", &process.to_string()])
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    listed
        .split_whitespace()
        .map(|pid| pid.parse().unwrap())
        .collect()
}

fn end(processes: &[u32]) {
    for process in processes {
        let _ = Command::new("kill")
            .args(["-s", "KILL", &process.to_string()])
            .stderr(Stdio::null())
            .status();
    }
}

/// A network namespace at the end of a cable that can be pulled. Needs root, and iproute2.
pub struct Cable {
    /// The namespace's name.
    pub namespace: String,
    /// The far end's address.
    pub far: Ipv4Addr,
    near: String,
}

impl Cable {
    /// Lays one, with addresses and names that no other test has.
    pub fn lay() -> Self {
        static LAID: AtomicU32 = AtomicU32::new(0);
        let process = std::process::id();
        let number = LAID.fetch_add(1, Ordering::Relaxed);
        // 198.18.0.0/15 is for tests of networks (RFC 2544); four addresses for each cable.
        let first = process.wrapping_mul(16).wrapping_add(number);
        let subnets = (0..1 << 15).map(|next| first.wrapping_add(next) % (1 << 15));
        let subnet = claim("subnet", subnets) * 4;
        let address =
            |host: u32| Ipv4Addr::from(u32::from(Ipv4Addr::new(198, 18, 0, 0)) + subnet + host);
        let cable = Self {
            namespace: format!("odysseus-{process}-{number}"),
            far: address(2),
            near: format!("od{process}n{number}"),
        };
        let (near, far, namespace) = (
            &cable.near,
            format!("od{process}f{number}"),
            &cable.namespace,
        );
        ip(&format!("netns add {namespace}"));
        ip(&format!(
            "link add {near} type veth peer name {far} netns {namespace}"
        ));
        ip(&format!("addr add {}/30 dev {near}", address(1)));
        ip(&format!("link set {near} up"));
        ip(&format!(
            "-n {namespace} addr add {}/30 dev {far}",
            cable.far
        ));
        ip(&format!("-n {namespace} link set {far} up"));
        ip(&format!("-n {namespace} link set lo up"));
        cable
    }

    /// What is sent vanishes from now on.
    pub fn pull(&self) {
        ip(&format!("link set {} down", self.near));
    }

    /// What is sent arrives again.
    pub fn plug(&self) {
        ip(&format!("link set {} up", self.near));
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        for command in [
            format!("link del {}", self.near),
            format!("netns del {}", self.namespace),
        ] {
            let _ = Command::new("ip").args(command.split(' ')).status();
        }
    }
}

fn ip(command: &str) {
    output("ip", &command.split(' ').collect::<Vec<_>>());
}

/// A file of ssh_config(5) that keeps the configuration, keys and agent of whoever runs the tests out of them.
pub fn configuration(directory: &Path, more: &str) -> PathBuf {
    let file = directory.join("ssh_config");
    let text = format!(
        "{more}\nHost *\n  UserKnownHostsFile \"{0}/their_known_hosts\"\n  GlobalKnownHostsFile /dev/null\n  \
         IdentityFile \"{0}/their_key\"\n  IdentityAgent none\n",
        directory.display()
    );
    fs::write(&file, text).unwrap();
    file
}
