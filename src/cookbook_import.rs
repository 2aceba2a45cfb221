//! `odysseus cookbook import FILE`: on the data directory itself, like `user` and `token`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use clap::{ArgMatches, FromArgMatches};
use cookbook::Older;
use operation::Registry;

use crate::args::ImportCookbook;
use crate::{Stop, local};

/// Many times what such a file may have: it keeps a few thousand characters of each task.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Takes over the file and says what became of each entry.
pub(crate) fn run(registry: Registry, matches: &ArgMatches) -> Result<(), Stop> {
    let options = ImportCookbook::from_arg_matches(matches).map_err(Stop::usage)?;
    let told = |error: &dyn std::fmt::Display| {
        Stop::failed(format!("{}: {error}", options.file.display()))
    };
    // Before the data directory is opened: a wrong file makes none.
    let text = read(&options.file).map_err(|error| told(&error))?;
    let older = Older::parse(&text).map_err(|error| told(&error))?;
    local::with_workspace(registry, &options.data, |workspace| async move {
        let report = older.import(&workspace, options.dry_run).await?;
        if options.json {
            println!(
                "{}",
                serde_json::to_string_pretty(&report).map_err(Stop::failed)?
            );
        } else {
            println!("{report}");
        }
        Ok(())
    })
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(LARGEST).read_to_end(&mut text)?;
    Ok(text)
}
