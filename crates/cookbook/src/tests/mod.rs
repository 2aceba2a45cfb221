//! What the tests of several parts build on.

pub(crate) mod house;
