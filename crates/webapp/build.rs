//! Writes the table of the web app's files: what `npm run build` left in `web/dist`.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../web/dist");
    // Cargo takes a folder that is missing for one that changed each time; an empty one is quiet. Where it
    // cannot be made, everything works, a little slower.
    let _ = fs::create_dir_all(&dist);
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=build.rs");

    let table = if dist.join("index.html").is_file() {
        table(&dist.canonicalize()?)?
    } else {
        "&[crate::NOT_BUILT]".to_owned()
    };
    let out = PathBuf::from(env::var("OUT_DIR")?).join("files.rs");
    Ok(fs::write(out, table)?)
}

fn table(dist: &Path) -> Result<String, Box<dyn Error>> {
    let mut files = Vec::new();
    collect(dist, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let (brotli, gzip) = (beside(file, "br"), beside(file, "gz"));
        if files.binary_search(&brotli).is_ok() && files.binary_search(&gzip).is_ok() {
            let content = format!(
                "Compressed {{ brotli: include_bytes!({brotli:?}), gzip: include_bytes!({gzip:?}) }}"
            );
            entry(&mut table, dist, file, &content)?;
        } else if !is_compressed(file) {
            entry(
                &mut table,
                dist,
                file,
                &format!("Plain(include_bytes!({file:?}))"),
            )?;
        }
    }
    table.push(']');
    Ok(table)
}

fn entry(
    table: &mut String,
    dist: &Path,
    file: &Path,
    content: &str,
) -> Result<(), Box<dyn Error>> {
    let path = file
        .strip_prefix(dist)?
        .to_str()
        .ok_or("a file's name is no UTF-8")?;
    let path = path.replace('\\', "/");
    writeln!(
        table,
        "    File {{ path: {path:?}, content: Content::{content} }},"
    )?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The file's compressed form.
fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn is_compressed(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "br" || extension == "gz")
}
