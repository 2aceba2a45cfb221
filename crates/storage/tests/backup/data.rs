//! A data directory to back up, and a place for what comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use storage::backup::{
    Backup, BackupError, Request, RestoreError, Restored, WrappedKey, create, restore,
};
use storage::seal::Sealer;
use storage::{Fault, canary, search};
use zip::ZipArchive;

use crate::common::{Place, V2, insert};

/// A data directory with three notes, one of them searchable, and two files.
pub(crate) struct Data {
    pub(crate) place: Place,
    pub(crate) dir: PathBuf,
}

impl Data {
    /// `None` on PostgreSQL, which has tools of its own.
    pub(crate) async fn new() -> Option<Data> {
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

    pub(crate) fn backup_with(
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
    pub(crate) fn backup(&self) -> PathBuf {
        let target = self.out("backup.zip");
        self.backup_with(&target, None, true).unwrap();
        target
    }

    /// A place beside the data.
    pub(crate) fn out(&self, name: &str) -> PathBuf {
        let out = self.place.dir.path().join("out");
        fs::create_dir_all(&out).unwrap();
        out.join(name)
    }

    /// What lies there.
    pub(crate) fn there(&self) -> BTreeSet<String> {
        fs::read_dir(self.out("").parent().unwrap().join("out"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    pub(crate) fn restore(
        &self,
        archive: &Path,
        passphrase: Option<&str>,
    ) -> Result<Restored, RestoreError> {
        restore(archive, &self.out("new/data"), passphrase, &[&V2])
    }
}

/// The files of an archive.
pub(crate) fn unzip(archive: &Path) -> BTreeMap<String, Vec<u8>> {
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
