//! Models that a machine has.
