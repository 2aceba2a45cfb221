//! Sealed secrets and the key they are sealed with.
#![allow(clippy::unwrap_used)]

use storage::seal::{KeyError, SealError, Sealer};

#[test]
fn a_secret_opens_only_in_its_own_place_and_unchanged() {
    let dir = tempfile::tempdir().unwrap();
    let sealer = Sealer::open(dir.path(), None).unwrap();
    let sealed = sealer
        .seal("accounts", "password", "7", b"hunter2")
        .unwrap();
    assert!(sealed.starts_with("v1."), "{sealed}");
    assert_ne!(
        sealed,
        sealer
            .seal("accounts", "password", "7", b"hunter2")
            .unwrap()
    );
    // After a restart the key is read back.
    let again = Sealer::open(dir.path(), None).unwrap();
    assert_eq!(
        again.unseal("accounts", "password", "7", &sealed).unwrap(),
        b"hunter2"
    );

    for (table, column, row) in [
        ("accounts", "password", "8"),
        ("accounts", "token", "7"),
        ("tokens", "password", "7"),
        ("account", "spassword", "7"),
        ("accounts", "password7", ""),
    ] {
        let opened = sealer.unseal(table, column, row, &sealed);
        assert!(
            matches!(opened, Err(SealError::Refused)),
            "{table}.{column} {row}"
        );
    }
    // Every character counts: each single change is refused.
    for at in 3..sealed.len() {
        let mut bytes = sealed.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(
            sealer
                .unseal("accounts", "password", "7", &changed)
                .is_err(),
            "{at}"
        );
    }
    for malformed in ["", "hunter2", "v1.", "v1.AAAA", "v2.AAAA", "v1.####"] {
        let opened = sealer.unseal("accounts", "password", "7", malformed);
        assert!(matches!(opened, Err(SealError::Malformed)), "{malformed}");
    }
    let other = Sealer::open(tempfile::tempdir().unwrap().path(), None).unwrap();
    assert!(matches!(
        other.unseal("accounts", "password", "7", &sealed),
        Err(SealError::Refused)
    ));
}

#[test]
fn the_environment_goes_before_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let sealed = Sealer::open(dir.path(), Some(key))
        .unwrap()
        .seal("t", "c", "r", b"x")
        .unwrap();
    assert!(!dir.path().join("sealing.key").exists());
    let again = Sealer::open(dir.path(), Some(&format!(" {key}\n"))).unwrap();
    assert_eq!(again.unseal("t", "c", "r", &sealed).unwrap(), b"x");
    for key in ["", "AAEC", "not base64 at all"] {
        let error = Sealer::open(dir.path(), Some(key)).err().unwrap();
        assert!(matches!(error, KeyError::Malformed(_)), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn the_key_file_is_private() {
    use std::fs::{Permissions, metadata, read_dir, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    Sealer::open(&data, None).unwrap();
    let file = data.join("sealing.key");
    assert_eq!(metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(
        read_dir(&data).unwrap().count(),
        1,
        "nothing but the key is left behind"
    );
    for mode in [0o640, 0o604, 0o660] {
        set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        let error = Sealer::open(&data, None).err().unwrap();
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
    set_permissions(&file, Permissions::from_mode(0o400)).unwrap();
    Sealer::open(&data, None).unwrap();
}

#[test]
fn processes_that_start_together_agree_on_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let sealers: Vec<Sealer> = std::thread::scope(|scope| {
        let openers: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| Sealer::open(dir.path(), None)))
            .collect();
        openers
            .into_iter()
            .map(|opener| opener.join().unwrap().unwrap())
            .collect()
    });
    let sealed = sealers[0].seal("t", "c", "r", b"x").unwrap();
    for sealer in &sealers {
        assert_eq!(sealer.unseal("t", "c", "r", &sealed).unwrap(), b"x");
    }
}
