use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use super::super::SessionName;
use super::super::testing::Home;
use super::super::window::LARGEST;
use super::{open, read_from, start_of_last};

/// A file that counts what is read of it.
struct Counted {
    file: File,
    read: u64,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Two gigabytes before `end`, none of which takes room on the disk.
fn huge(end: &str) -> Counted {
    let mut file = tempfile::tempfile().unwrap();
    file.seek(SeekFrom::Start(2 << 30)).unwrap();
    file.write_all(end.as_bytes()).unwrap();
    Counted { file, read: 0 }
}

#[test]
fn of_a_huge_log_only_the_end_is_read() {
    let line = format!("{}\n", "x".repeat(120));
    let mut log = huge(&("\n".to_owned() + &line.repeat(1000)));
    let size = log.file.metadata().unwrap().len();
    let from = start_of_last(&mut log, size, 400).unwrap();
    assert_eq!(
        read_from(&mut log, from, LARGEST).unwrap(),
        line.repeat(400).as_bytes()
    );
    assert!(log.read < 200_000, "{} bytes were read", log.read);
}

#[test]
fn of_an_endless_line_not_more_than_one_answer_is_read() {
    let mut log = huge("the end\n");
    let size = log.file.metadata().unwrap().len();
    let from = start_of_last(&mut log, size, 400).unwrap();
    assert_eq!(from, size - LARGEST);
    let bytes = read_from(&mut log, from, LARGEST).unwrap();
    assert!(bytes.ends_with(b"the end\n"));
    assert!(log.read <= 2 * LARGEST, "{} bytes were read", log.read);
}

#[test]
fn nothing_but_a_log_of_ours_is_read() {
    let home = Home::new();
    let secret = home.directory.path().join("secret");
    std::fs::write(&secret, "secret").unwrap();
    symlink(&secret, home.log("link")).unwrap();
    std::fs::create_dir(home.log("directory")).unwrap();
    let _socket = UnixListener::bind(home.log("socket")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(home.log("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
    home.write("theirs", "x");
    std::os::unix::fs::chown(home.log("theirs"), Some(65534), None).unwrap();
    home.write("shared", "x");
    std::fs::set_permissions(home.log("shared"), PermissionsExt::from_mode(0o620)).unwrap();
    for session in ["link", "directory", "socket", "pipe", "theirs", "shared"] {
        assert!(
            open(&home.state(), &SessionName::parse(session).unwrap()).is_err(),
            "{session}"
        );
    }
    assert!(
        open(&home.state(), &SessionName::parse("none").unwrap())
            .unwrap()
            .is_none()
    );
    home.write("log", "x");
    assert!(
        open(&home.state(), &SessionName::parse("log").unwrap())
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_writer_does_not_disturb() {
    let home = Home::new();
    let session = home.write("busy", "a\nb\n");
    let mut log = open(&home.state(), &session).unwrap().unwrap();
    let size = log.metadata().unwrap().len();
    let mut writer = OpenOptions::new()
        .append(true)
        .open(home.log("busy"))
        .unwrap();
    writer.write_all(b"c\n").unwrap();
    assert_eq!(start_of_last(&mut log, size, 1).unwrap(), 2);
}
