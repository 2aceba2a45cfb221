//! The Odysseus binary.
fn main() {}
