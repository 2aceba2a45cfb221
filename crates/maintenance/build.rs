//! A new migration folder must rebuild this crate; cargo does not see it otherwise.
fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
