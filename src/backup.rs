//! `odysseus backup FILE` and `odysseus restore FILE`.

use std::io::Read;

use operation::{Clock, Instant, Registry, SystemClock};
use storage::backup::{BackupError, KeyState, Request, WrappedKey, create, in_words};
use storage::seal::Sealer;

use crate::args::{Backup, Data, Restore};
use crate::{Stop, local};

/// `odysseus backup FILE`: beside a running server or without one.
pub(crate) fn backup(options: &Backup) -> Result<(), Stop> {
    let directory = local::directory(&options.data)?;
    let location = local::location(&options.data, &directory)?;
    let env_key = local::env_key();
    let key = if options.with_key {
        let wrapped = WrappedKey::wrap(&directory, env_key.as_deref(), &passphrase()?);
        Some(wrapped.map_err(Stop::failed)?)
    } else {
        None
    };
    // One that cannot be used is no reason to go without a backup.
    let sealer = Sealer::existing(&directory, env_key.as_deref()).unwrap_or_default();
    let request = Request {
        location: &location,
        data_dir: &directory,
        odysseus: env!("CARGO_PKG_VERSION"),
        created_at: &Instant::from(SystemClock.now()).to_string(),
        key_fingerprint: sealer.as_ref().map(Sealer::fingerprint),
        key,
        force: options.force,
    };
    let made = create(request, &options.file).map_err(|error| match &error {
        BackupError::Exists(_) => Stop::failed(format!(
            "{error}; --force replaces it, or name another file"
        )),
        _ => Stop::failed(error),
    })?;
    println!(
        "{}: {}, {} rows in {} tables, {} other files",
        options.file.display(),
        in_words(made.size),
        made.manifest.rows(),
        made.manifest.tables.len(),
        made.manifest.files.len().saturating_sub(1),
    );
    println!(
        "{}",
        match (&made.manifest.key, &made.manifest.key_fingerprint) {
            (Some(_), _) =>
                "The sealing key is in it, locked with your passphrase: with both, everything can be restored.",
            (None, Some(_)) =>
                "The sealing key is not in it: keep a copy of it elsewhere (sealing.key in the data directory, or ODYSSEUS_SEALING_KEY), or use --with-key. Without it two-factor sign-in and the secrets of notification channels have to be set up anew after a restore.",
            (None, None) =>
                "No sealing key is in it: there is none here that can be used. `odysseus doctor` tells more.",
        }
    );
    for path in &made.left_out {
        println!(
            "Left out: {} (a link, or a name that not every system has)",
            path.display()
        );
    }
    Ok(())
}

/// `odysseus restore FILE`.
pub(crate) fn restore(registry: &Registry, options: &Restore) -> Result<(), Stop> {
    let directory = local::directory(&Data {
        data_dir: options.data_dir.clone(),
        database_url: None,
    })?;
    let passphrase = options.passphrase_stdin.then(passphrase).transpose()?;
    let restored = storage::backup::restore(
        &options.file,
        &directory,
        passphrase.as_deref(),
        &registry.schemas(),
    )
    .map_err(Stop::failed)?;
    let manifest = &restored.manifest;
    println!(
        "{}: restored as of {}, {} rows in {} tables read back and compared, {} other files",
        directory.display(),
        manifest.created_at,
        manifest.rows(),
        manifest.tables.len(),
        manifest.files.len().saturating_sub(1),
    );
    let key_file = directory.join("sealing.key");
    let missing = match (restored.key, &manifest.key_fingerprint) {
        (KeyState::Restored, _) => {
            println!("The sealing key is restored too. Nothing is missing.");
            return Ok(());
        }
        (_, None) => return Ok(()),
        (KeyState::Locked, _) => {
            "it is in the backup, locked: restore with --passphrase-stdin instead"
        }
        (KeyState::Absent, _) => "it is not in the backup",
    };
    println!(
        "The sealing key is missing ({missing}). Before you start the server, put the old sealing.key at {} (mode 600), or set ODYSSEUS_SEALING_KEY.\n\
         Without it, two-factor codes cannot be checked (recovery codes still work) and the secrets of notification channels and other services do not open; everything else works. `odysseus doctor` tells whether a key fits.",
        key_file.display()
    );
    Ok(())
}

/// The passphrase: standard input to its end, without the line's end.
fn passphrase() -> Result<String, Stop> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(Stop::failed)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
