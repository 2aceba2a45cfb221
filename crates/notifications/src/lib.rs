//! The feed of notifications and the channels through which they leave the house.
#![forbid(unsafe_code)]
