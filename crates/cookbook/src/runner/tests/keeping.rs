//! What is kept of a program, for how long, and where.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, lchown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::house::{House, SHELLS, files, session};
use crate::machine::Machine;
use crate::runner::Launch;

#[tokio::test]
async fn what_is_kept_is_its_owners_alone() {
    let usual = Command::new("sh").args(["-c", "umask"]).output().unwrap();
    let usual = String::from_utf8(usual.stdout).unwrap();
    let usual = usual.trim();
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        let launched = house.launch(&name, &["sh", "-c", "umask"]).await;
        house.ended(&name);
        assert_eq!(
            Path::new(&launched.log_path),
            house.kept().join(format!("{name}.log"))
        );
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&house.kept()), 0o700, "{shell}");
        let mut names = Vec::new();
        for path in files(&house.kept()) {
            assert_eq!(mode(&path), 0o600, "{shell}: {}", path.display());
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            names.push(if name.starts_with("run-") {
                "run".to_owned()
            } else {
                name
            });
        }
        names.sort();
        assert_eq!(
            names,
            [
                "run".to_owned(),
                format!("{name}.log"),
                format!("{name}.status")
            ],
            "{shell}"
        );
        assert!(
            house.log(&name).contains(&format!("\n{usual}\n")),
            "{shell}: its own files are as usual: {}",
            house.log(&name)
        );
        assert_eq!(
            fs::read_link(launched.link.unwrap()).unwrap(),
            Path::new(&launched.log_path),
            "{shell}"
        );
        let shared = fs::metadata("/tmp/odysseus-tmux")
            .unwrap()
            .permissions()
            .mode()
            & 0o7777;
        assert_eq!(shared, 0o1777);
    }
}

#[tokio::test]
async fn users_share_the_directory_of_links() {
    let (one, other) = (House::new("dash"), House::new("dash"));
    fs::set_permissions(other.directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for folder in [
        other.directory.path().to_owned(),
        other.home(),
        other.directory.path().join("run"),
    ] {
        lchown(folder, Some(23_456), Some(23_456)).unwrap();
    }
    fs::remove_file(other.directory.path().join("bin/sh")).unwrap();
    other.program(
        "bin/sh",
        "#!/bin/dash\n[ \"$(id -u)\" = 0 ] || exec /bin/dash \"$@\"\nexec setpriv --reuid 23456 --regid 23456 --clear-groups /bin/dash \"$@\"\n",
    );
    for house in [&one, &other, &one] {
        let name = session();
        let launched = house.launch(&name, &["true"]).await;
        assert_eq!(
            launched.link,
            Some(format!("/tmp/odysseus-tmux/{name}.log"))
        );
        house.ended(&name);
    }
    let user = fs::metadata(other.kept()).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::uid(&user), 23_456);
}

#[tokio::test]
async fn a_link_that_others_planted_is_left_alone() {
    for shell in SHELLS {
        let house = House::new(shell);
        house.launch(&session(), &["true"]).await;
        let (victim, folder) = (house.home().join("victim"), house.home().join("folder"));
        fs::write(&victim, "precious").unwrap();
        fs::create_dir(&folder).unwrap();
        for target in [&victim, &folder, &house.home().join("nowhere")] {
            let name = session();
            let planted = PathBuf::from(format!("/tmp/odysseus-tmux/{name}.log"));
            symlink(target, &planted).unwrap();
            lchown(&planted, Some(23_456), Some(23_456)).unwrap();
            let launched = house.launch(&name, &["echo", "hello"]).await;
            house.ended(&name);
            let points_to = fs::read_link(&planted).unwrap();
            fs::remove_file(&planted).unwrap();
            assert_eq!(launched.link, None, "{shell}");
            assert_eq!(&points_to, target, "{shell}");
            assert!(house.log(&name).contains("hello"), "{shell}");
        }
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious", "{shell}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{shell}");
        assert!(!house.home().join("nowhere").exists(), "{shell}");
    }
}

#[tokio::test]
async fn what_ended_long_ago_goes_at_the_next_launch() {
    for shell in SHELLS {
        let house = House::new(shell);
        house.launch(&session(), &["true"]).await;
        let day = Duration::from_secs(24 * 60 * 60);
        let own = format!("pid={}\n", std::process::id());
        // How long ago, how large, and what the status file says.
        let cases = [
            ("old", 31, 10, "end=1\n", false),
            ("old-and-lost", 31, 10, "pid=99999999\n", false),
            ("old-and-live", 31, 3 << 30, own.as_str(), true),
            ("young", 29, 10, "end=1\n", false),
            ("large", 20, 3 << 30, "end=1\n", false),
            ("large-and-younger", 10, 3 << 30, "end=1\n", true),
            ("youngest", 1, 10, "end=1\n", true),
        ];
        for (name, days, size, status, _) in cases {
            let at = SystemTime::now() - days * day;
            fs::write(house.kept().join(format!("{name}.status")), status).unwrap();
            for kind in ["log", "status"] {
                let file = File::options()
                    .create(true)
                    .append(true)
                    .open(house.kept().join(format!("{name}.{kind}")))
                    .unwrap();
                if kind == "log" {
                    file.set_len(size).unwrap();
                }
                file.set_modified(at).unwrap();
            }
        }
        house.launch(&session(), &["true"]).await;
        for (name, _, _, _, stays) in cases {
            for kind in ["log", "status"] {
                let there = house.kept().join(format!("{name}.{kind}")).exists();
                assert_eq!(there, stays, "{shell}: {name}.{kind}");
            }
        }
    }
}

#[tokio::test]
async fn a_launch_that_fails_leaves_nothing() {
    let house = House::new("busybox");
    fs::remove_file(house.directory.path().join("commands/tmux")).unwrap();
    let name = session();
    let secrets = [("HF_TOKEN".to_owned(), "hf_secret".to_owned())];
    let words = ["true".to_owned()];
    let launch = Launch {
        path: "/nowhere",
        secrets: &secrets,
        words: &words,
        ..house.plain(&name)
    };
    let error = house.start(&launch).await.unwrap_err();
    assert!(
        error.kind == operation::Kind::Conflict && error.message.contains("tmux"),
        "{error}"
    );
    let left: Vec<PathBuf> = files(&house.kept());
    assert!(
        left.iter()
            .all(|path| path.to_str().unwrap().contains("/run-")),
        "{left:?}"
    );
    assert!(files(&house.directory.path().join("run")).is_empty());

    fs::remove_dir_all(house.kept()).unwrap();
    fs::write(house.kept(), "in the way").unwrap();
    let error = house.start(&launch).await.unwrap_err();
    assert!(
        error.kind == operation::Kind::Conflict && error.message.contains("could not write"),
        "{error}"
    );
}

/// A disk of 256 KiB in place of the house's state directory.
struct SmallDisk<'a>(&'a House);

impl<'a> SmallDisk<'a> {
    fn new(house: &'a House) -> Self {
        fs::create_dir_all(house.kept()).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=256k", "none"])
            .arg(house.kept())
            .status();
        assert!(mounted.unwrap().success(), "this test has to be root");
        Self(house)
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.kept()).status();
    }
}

#[tokio::test]
async fn on_a_full_disk_it_is_still_noted_how_a_program_ended() {
    for shell in SHELLS {
        let house = House::new(shell);
        let disk = SmallDisk::new(&house);
        let name = session();
        house
            .launch(&name, &["sh", "-c", "yes | head -c 1000000; exit 3"])
            .await;
        let status = house.ended(&name);
        assert_eq!(status.code, Some(3), "{shell}");
        assert!(
            status.pid.is_some() && status.start.is_some() && status.signal.is_none(),
            "{shell}: {status:?}"
        );

        // Nothing more can be started, and what was begun is undone.
        let error = house
            .start(&Launch {
                words: &["true".to_owned()],
                ..house.plain(&session())
            })
            .await
            .unwrap_err();
        assert!(
            error.message.contains("could not write"),
            "{shell}: {error}"
        );
        assert_eq!(
            files(&house.kept()).len(),
            3,
            "{shell}: {:?}",
            files(&house.kept())
        );
        drop(disk);
    }
}

#[tokio::test]
async fn nothing_is_asked_of_a_machine_with_other_words() {
    let house = House::new("dash");
    for name in ["../x", "a b", "", "x;y"] {
        let launch = Launch {
            words: &["true".to_owned()],
            ..house.plain(name)
        };
        assert!(house.start(&launch).await.is_err(), "{name}");
        let stop = crate::runner::Stop {
            socket: &house.socket,
            session: name,
            port: None,
            patience: Duration::from_secs(1),
            limit: Duration::from_secs(10),
            root: "",
        };
        let stopped = crate::runner::stop(&house.machines, &Machine::Local, &stop)
            .await
            .unwrap();
        assert!(stopped.left().is_some(), "{name}");
    }
    assert!(
        files(house.directory.path())
            .iter()
            .all(|path| path.ends_with("bin/sh"))
    );
}
