//! The folder of backups: which files in it are ours.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const FORM: &str = "odysseus-%Y%m%d-%H%M%S.zip";

/// A folder in which backups lie. Files with other names are nobody's business here.
pub(crate) struct Folder(PathBuf);

/// A backup in it.
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) at: Timestamp,
    pub(crate) size: u64,
}

impl Folder {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The name of a backup made then: `odysseus-20261123-033000.zip`, in UTC.
    pub(crate) fn name_at(at: Timestamp) -> String {
        at.strftime(FORM).to_string()
    }

    /// When the backup of that name was made; `None` for every other name.
    pub(crate) fn time_of(name: &str) -> Option<Timestamp> {
        let at = DateTime::strptime(FORM, name).ok()?;
        let at = at.to_zoned(TimeZone::UTC).ok()?.timestamp();
        // Only the one spelling: nothing that leads elsewhere.
        (Self::name_at(at) == name).then_some(at)
    }

    /// Where the backup of that name is, if it is there.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        Self::time_of(name)?;
        let path = self.0.join(name);
        is_file(&path).then_some(path)
    }

    /// The backups, the newest first.
    pub(crate) fn list(&self) -> io::Result<Vec<Found>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(at) = Self::time_of(&name) else {
                continue;
            };
            if let Ok(metadata) = fs::symlink_metadata(entry.path())
                && metadata.is_file()
            {
                let size = metadata.len();
                found.push(Found { name, at, size });
            }
        }
        found.sort_by(|a, b| b.name.cmp(&a.name));
        Ok(found)
    }

    /// Deletes all but the newest `keep`; answers how many that were.
    pub(crate) fn prune(&self, keep: u16) -> io::Result<usize> {
        let old: Vec<Found> = self.list()?.into_iter().skip(usize::from(keep)).collect();
        for backup in &old {
            fs::remove_file(self.0.join(&backup.name))?;
        }
        Ok(old.len())
    }

    /// Deletes what a backup that was cut off by a power failure left behind. Only while none is made.
    pub(crate) fn sweep(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_left_over(&name) && is_file(&entry.path()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// `.NAME.zip.0123456789abcdef.partial`, and `.db`.
fn is_left_over(name: &str) -> bool {
    let Some(rest) = name.strip_prefix('.') else {
        return false;
    };
    let parts: Vec<&str> = rest.rsplitn(3, '.').collect();
    matches!(parts[..], ["partial" | "db", random, name]
        if random.len() == 16 && Folder::time_of(name).is_some())
}

fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file())
}
