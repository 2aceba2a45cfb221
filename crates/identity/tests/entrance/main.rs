//! Who comes in and who does not, tried through the entrance and through dispatch on a real database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod account;
mod approvals;
mod first_user;
mod house;
mod sessions;
mod token_access;
mod token_form;
mod tokens;
mod two_factor;
mod users;
