//! Backups: what goes in comes out, and nothing else is ever unpacked.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use common::{Place, V1, V2, insert};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use storage::backup::{
    Archive, Backup, BackupError, KeyState, Request, RestoreError, Restored, WrappedKey, create,
    restore,
};
use storage::canary::{self, Fit};
use storage::seal::Sealer;
use storage::{Fault, Location, Schema, search};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const PASSPHRASE: &str = "a passphrase long enough";

/// A data directory with three notes, one of them searchable, and two files.
struct Data {
    place: Place,
    dir: PathBuf,
}

impl Data {
    /// `None` on PostgreSQL, which has tools of its own.
    async fn new() -> Option<Data> {
        let place = Place::new();
        if !place.is_sqlite() {
            return None;
        }
        let dir = place.dir.path().join("data");
        let database = place.open();
        canary::settle(&database, &Sealer::open(&dir, None).unwrap())
            .await
            .unwrap();
        let filled = database.write(|conn| {
            for id in ["gone", "a", "b", "c"] {
                insert(conn, id)?;
            }
            search::put(conn, "notes_search", 7, "ann", "Milk", "and honey")?;
            diesel::RunQueryDsl::execute(
                diesel::sql_query("DELETE FROM notes WHERE id = 'gone'"),
                conn,
            )?;
            Ok::<_, Fault>(())
        });
        filled.await.unwrap();
        database.close().await;
        fs::create_dir_all(dir.join("files/ab")).unwrap();
        fs::write(dir.join("files/ab/picture"), [7; 300_000]).unwrap();
        fs::write(dir.join("files/empty"), []).unwrap();
        Some(Data { place, dir })
    }

    fn backup_with(
        &self,
        target: &Path,
        key: Option<WrappedKey>,
        force: bool,
    ) -> Result<Backup, BackupError> {
        let request = Request {
            location: &self.place.location,
            data_dir: &self.dir,
            odysseus: "1.2.3",
            created_at: "2026-11-23T00:00:00Z",
            key_fingerprint: None,
            key,
            force,
        };
        create(request, target)
    }

    /// A backup, and where it is.
    fn backup(&self) -> PathBuf {
        let target = self.out("backup.zip");
        self.backup_with(&target, None, true).unwrap();
        target
    }

    /// A place beside the data.
    fn out(&self, name: &str) -> PathBuf {
        let out = self.place.dir.path().join("out");
        fs::create_dir_all(&out).unwrap();
        out.join(name)
    }

    /// What lies there.
    fn there(&self) -> BTreeSet<String> {
        fs::read_dir(self.out("").parent().unwrap().join("out"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn restore(&self, archive: &Path, passphrase: Option<&str>) -> Result<Restored, RestoreError> {
        restore(archive, &self.out("new/data"), passphrase, &[&V2])
    }
}

/// The files of an archive.
fn unzip(archive: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(File::open(archive).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        files.insert(entry.name().unwrap().into_owned(), content);
    }
    files
}

/// An archive of these files that is whole as far as its own digest goes.
fn forge(path: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    let comment = "Odysseus backup; SHA-256 of all before: ";
    zip.set_comment(format!("{comment}{}", "0".repeat(64)))
        .unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    let end = bytes.len() - 64;
    let digest: String = Sha256::digest(&bytes[..end])
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    bytes[end..].copy_from_slice(digest.as_bytes());
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn what_was_there_is_there_again() {
    let Some(data) = Data::new().await else {
        return;
    };
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", data.dir.join("files/link")).unwrap();
    let target = data.out("backup.zip");
    let made = data.backup_with(&target, None, false).unwrap();
    assert_eq!(made.size, fs::metadata(&target).unwrap().len());
    assert_eq!(made.left_out, [data.dir.join("files/link")]);
    assert_eq!(data.there(), BTreeSet::from(["backup.zip".to_owned()]));
    let manifest = Archive::open(&target).unwrap().manifest().clone();
    assert_eq!(manifest, made.manifest);
    assert_eq!(manifest.tables["notes"], 3);
    let names: Vec<&str> = manifest.files.keys().map(String::as_str).collect();
    assert_eq!(names, ["files/ab/picture", "files/empty", "odysseus.db"]);

    let restored = data.restore(&target, None).unwrap();
    assert_eq!(restored.manifest, manifest);
    assert_eq!(restored.key, KeyState::Absent);
    let new = data.out("new/data");
    assert_eq!(
        fs::read(new.join("files/ab/picture")).unwrap(),
        [7; 300_000]
    );
    assert!(fs::read(new.join("files/empty")).unwrap().is_empty());
    let there: BTreeSet<_> = fs::read_dir(&new)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        there,
        BTreeSet::from(["files".to_owned(), "odysseus.db".to_owned()])
    );
    #[cfg(unix)]
    for path in [
        &target,
        &new.join("odysseus.db"),
        &new.join("files/empty"),
        &new,
    ] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).unwrap().permissions().mode() & 0o077;
        assert_eq!(mode, 0, "{} is for its owner alone", path.display());
    }
    let location = Location::parse(None, &new).unwrap();
    let database = storage::Database::open(&location, &[&V2]).unwrap();
    let hits = database
        .read(|conn| Ok::<_, Fault>(search::find(conn, "notes_search", "ann", "honey", 10, 0)?))
        .await
        .unwrap();
    assert_eq!(hits.iter().map(|hit| hit.seq).collect::<Vec<_>>(), [7]);
    assert_eq!(database.read(common::count).await.unwrap(), 3);
    database.close().await;
}

#[tokio::test]
async fn one_changed_byte_anywhere_is_found_and_nothing_is_made() {
    let Some(data) = Data::new().await else {
        return;
    };
    let target = data.backup();
    let whole = fs::read(&target).unwrap();
    let step = whole.len() / 48;
    let ends = [
        0,
        1,
        4,
        10,
        whole.len() - 1,
        whole.len() - 65,
        whole.len() - 70,
    ];
    for at in (0..whole.len()).step_by(step).chain(ends) {
        for bit in [0x01, 0x20] {
            let mut broken = whole.clone();
            broken[at] ^= bit;
            fs::write(&target, &broken).unwrap();
            let error = data.restore(&target, None).unwrap_err();
            assert!(
                matches!(error, RestoreError::Damaged(_) | RestoreError::NoBackup(_)),
                "byte {at}: {error}"
            );
        }
    }
    for length in [0, 10, whole.len() / 2, whole.len() - 1] {
        fs::write(&target, &whole[..length]).unwrap();
        data.restore(&target, None).unwrap_err();
    }
    assert_eq!(data.there(), BTreeSet::from(["backup.zip".to_owned()]));
    fs::write(&target, &whole).unwrap();
    data.restore(&target, None).unwrap();
}

#[tokio::test]
async fn an_archive_that_somebody_made_up_is_refused() {
    let Some(data) = Data::new().await else {
        return;
    };
    let good = unzip(&data.backup());
    let manifest = |change: &dyn Fn(&mut Value)| {
        let mut manifest: Value = serde_json::from_slice(&good["manifest.json"]).unwrap();
        change(&mut manifest);
        let mut files = good.clone();
        files.insert(
            "manifest.json".to_owned(),
            manifest.to_string().into_bytes(),
        );
        files
    };
    let mut cases: Vec<(String, BTreeMap<String, Vec<u8>>)> = Vec::new();
    for name in [
        "../evil",
        "/tmp/evil",
        "files/../../evil",
        "files/./evil",
        "files//evil",
        "files/",
        "files",
        "files/..",
        "files/a\\..\\evil",
        "files/C:evil",
        "sealing.key",
        "odysseus.db-wal",
        "files/a\u{1}",
    ] {
        let mut files = manifest(&|manifest| {
            manifest["files"][name] = json!({ "size": 4, "sha256": format!("{:x?}", [0; 32]) });
        });
        files.insert(name.to_owned(), b"evil".to_vec());
        cases.push((name.to_owned(), files));
    }
    let mut stranger = good.clone();
    stranger.insert("files/stranger".to_owned(), vec![1]);
    cases.push(("not on the manifest".to_owned(), stranger));
    for missing in ["files/empty", "odysseus.db", "manifest.json"] {
        let mut files = good.clone();
        files.remove(missing);
        cases.push((format!("without {missing}"), files));
    }
    let mut other = good.clone();
    other.insert("files/ab/picture".to_owned(), vec![8; 300_000]);
    cases.push(("another content".to_owned(), other));
    let mut bomb = good.clone();
    bomb.insert("files/ab/picture".to_owned(), vec![7; 50_000_000]);
    cases.push(("larger than it says".to_owned(), bomb));
    cases.push((
        "other rows".to_owned(),
        manifest(&|manifest| manifest["tables"]["notes"] = json!(4)),
    ));
    cases.push((
        "another table".to_owned(),
        manifest(&|manifest| manifest["tables"]["more"] = json!(0)),
    ));
    let path = data.out("backup.zip");
    for (what, files) in cases {
        forge(&path, &files);
        let error = data.restore(&path, None).unwrap_err();
        assert!(matches!(error, RestoreError::Damaged(_)), "{what}: {error}");
    }
    forge(
        &path,
        &manifest(&|manifest| *manifest = json!({ "format": 2, "odysseus": "9.9.9" })),
    );
    let error = data.restore(&path, None).unwrap_err().to_string();
    assert!(error.contains("9.9.9"), "{error}");
    forge(
        &path,
        &manifest(&|manifest| manifest["files"]["odysseus.db"]["size"] = json!(u64::MAX)),
    );
    assert!(matches!(
        data.restore(&path, None),
        Err(RestoreError::NoSpace { .. })
    ));
    assert_eq!(data.there(), BTreeSet::from(["backup.zip".to_owned()]));
    forge(&path, &good);
    data.restore(&path, None).unwrap();
}

#[tokio::test]
async fn older_tables_are_brought_up_to_date_and_newer_ones_refused() {
    let Some(data) = Data::new().await else {
        return;
    };
    let target = data.backup();
    let restore_with =
        |schema: &Schema, name: &str| restore(&target, &data.out(name), None, &[schema]);
    let error = restore_with(&V1, "older").unwrap_err().to_string();
    assert!(
        error.contains("newer Odysseus") && error.contains("notes/0002"),
        "{error}"
    );
    assert_eq!(data.there(), BTreeSet::from(["backup.zip".to_owned()]));

    let old = Place::new();
    storage::Database::open(&old.location, &[&V1])
        .unwrap()
        .close()
        .await;
    let old = Data {
        dir: old.dir.path().join("data"),
        place: old,
    };
    let target = old.backup();
    restore(&target, &old.out("new"), None, &[&V2]).unwrap();
    let location = Location::parse(None, &old.out("new")).unwrap();
    let found = storage::look(&location, |conn| storage::Migrations::compare(conn, &[&V2]));
    assert_eq!(found.unwrap().unwrap().missing, Vec::<String>::new());
}

#[tokio::test]
async fn the_key_comes_along_with_a_passphrase_only() {
    let Some(data) = Data::new().await else {
        return;
    };
    let key = fs::read_to_string(data.dir.join("sealing.key")).unwrap();
    let short = WrappedKey::wrap(&data.dir, None, "11 letters!");
    assert!(matches!(short, Err(BackupError::ShortPassphrase)));
    let none = WrappedKey::wrap(&data.out(""), None, PASSPHRASE);
    assert!(matches!(none, Err(BackupError::NoKey)));
    let wrapped = WrappedKey::wrap(&data.dir, None, PASSPHRASE).unwrap();
    let target = data.out("backup.zip");
    data.backup_with(&target, Some(wrapped), false).unwrap();
    for (name, content) in unzip(&target) {
        let text = String::from_utf8_lossy(&content).into_owned();
        assert!(!text.contains(key.trim()), "{name} holds the key");
    }
    let wrong = data
        .restore(&target, Some("another passphrase"))
        .unwrap_err();
    assert!(matches!(wrong, RestoreError::WrongPassphrase), "{wrong}");
    assert_eq!(data.there(), BTreeSet::from(["backup.zip".to_owned()]));

    let without = restore(&target, &data.out("without"), None, &[&V2]).unwrap();
    assert_eq!(without.key, KeyState::Locked);
    assert!(!data.out("without/sealing.key").exists());
    let with = restore(&target, &data.out("with"), Some(PASSPHRASE), &[&V2]).unwrap();
    assert_eq!(with.key, KeyState::Restored);
    assert_eq!(
        fs::read_to_string(data.out("with/sealing.key")).unwrap(),
        key
    );

    data.backup();
    let unasked = restore(&target, &data.out("x"), Some(PASSPHRASE), &[&V2]).unwrap_err();
    assert!(matches!(unasked, RestoreError::NoKeyInside), "{unasked}");
}

#[tokio::test]
async fn files_that_are_there_stay_as_they_are() {
    let Some(data) = Data::new().await else {
        return;
    };
    let target = data.backup();
    let first = fs::read(&target).unwrap();
    let exists = data.backup_with(&target, None, false).unwrap_err();
    assert!(matches!(exists, BackupError::Exists(_)), "{exists}");
    assert_eq!(fs::read(&target).unwrap(), first);
    for (wrong, word) in [
        (data.out(""), "directory"),
        (data.out("no/such.zip"), "does not exist"),
        (data.dir.join("files/backup.zip"), "among the files"),
    ] {
        let error = data
            .backup_with(&wrong, None, true)
            .unwrap_err()
            .to_string();
        assert!(error.contains(word), "{error}");
    }
    fs::remove_file(data.dir.join("odysseus.db")).unwrap();
    let absent = data
        .backup_with(&data.out("b.zip"), None, false)
        .unwrap_err();
    assert!(
        absent.to_string().contains("there is no database"),
        "{absent}"
    );
    assert!(!data.dir.join("odysseus.db").exists(), "and none is made");

    let full = data.out("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("mine"), "precious").unwrap();
    let error = restore(&target, &full, None, &[&V2]).unwrap_err();
    assert!(matches!(error, RestoreError::NotEmpty(_)), "{error}");
    assert_eq!(fs::read(full.join("mine")).unwrap(), b"precious");
    let empty = data.out("empty");
    fs::create_dir(&empty).unwrap();
    restore(&target, &empty, None, &[&V2]).unwrap();
    let there: Vec<String> = data.there().into_iter().collect();
    assert_eq!(there, ["backup.zip", "empty", "full"]);
}

#[tokio::test]
async fn a_damaged_database_is_not_backed_up() {
    let Some(data) = Data::new().await else {
        return;
    };
    let file = data.dir.join("odysseus.db");
    let mut bytes = fs::read(&file).unwrap();
    for byte in bytes.iter_mut().skip(4096).step_by(7) {
        *byte ^= 0x55;
    }
    fs::write(&file, bytes).unwrap();
    let error = data
        .backup_with(&data.out("b.zip"), None, false)
        .unwrap_err();
    assert!(error.to_string().contains("doctor"), "{error}");
    assert_eq!(data.there(), BTreeSet::new());
}

#[tokio::test]
async fn a_database_knows_its_key() {
    let place = Place::new();
    let (ours, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let ours = Sealer::open(ours.path(), None).unwrap();
    let other = Sealer::open(other.path(), None).unwrap();
    assert_ne!(ours.fingerprint(), other.fingerprint());
    let database = place.open();
    for (key, fit) in [(&ours, Fit::Fits), (&other, Fit::Other), (&ours, Fit::Fits)] {
        assert_eq!(canary::settle(&database, key).await.unwrap(), fit);
    }
    canary::accept(&database, &other).await.unwrap();
    assert_eq!(canary::settle(&database, &other).await.unwrap(), Fit::Fits);
    assert_eq!(canary::settle(&database, &ours).await.unwrap(), Fit::Other);
    database.close().await;
}
