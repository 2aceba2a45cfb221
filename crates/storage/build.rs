//! A new migration folder must rebuild the crate: `embed_migrations!` reads the folder, but only
//! the files it found last time are known to cargo. Every crate with migrations needs this file.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
