//! What goes in comes out.

use std::collections::BTreeSet;
use std::fs;

use storage::backup::{Archive, BackupError, KeyState, RestoreError, WrappedKey, restore};
use storage::canary::{self, Fit};
use storage::seal::Sealer;
use storage::{Fault, Location, Schema, search};

use crate::common::{self, Place, V1, V2};
use crate::data::{Data, unzip};

const PASSPHRASE: &str = "a passphrase long enough";

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
