//! Archives that are damaged, or made by somebody else: refused, and nothing is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use storage::backup::RestoreError;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::data::{Data, unzip};

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
