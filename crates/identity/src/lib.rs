//! Who people are: users, sessions, two-factor sign-in, API tokens.
//!
//! [`Identity`] tells an interface who is calling: by session cookie, by API token, or after sign-in
//! and set-up. It decides nothing about what they may do; that is `operation`'s. What people do with
//! their account, tokens and sessions are operations like all others ([`capabilities`]), none of which
//! a token reaches.
//!
//! Secrets are kept so that the database alone is no use to a thief: passwords as argon2id, session
//! cookies, tokens, recovery codes and set-up links as SHA-256 of what is random anyway, two-factor
//! secrets sealed.
#![forbid(unsafe_code)]

mod account;
mod activity;
mod approvals;
mod bearer;
mod cache;
mod day_time;
mod housekeeping;
mod identity;
mod last_use;
mod limits;
mod name;
mod password;
mod profile;
mod secret;
mod sessions;
mod setup;
mod sign_in;
mod tables;
mod tokens;
mod two_factor;
mod user;
mod users;
mod wire;
mod zone;

use storage::diesel_migrations;

pub use identity::Identity;
pub use setup::Setup;
pub use sign_in::{SignIn, SignedIn};
pub use tokens::token_owner;
pub use user::{
    NewUser, UserInfo, all_users, create_user, find_user, find_user_by_name, set_password,
};
pub use users::USER_DELETED;

/// This crate's tables: users, recovery codes, sessions, tokens, set-up links.
pub const SCHEMA: storage::Schema = storage::Schema {
    namespace: "identity",
    sqlite: storage::embed_migrations!("migrations/sqlite"),
    postgres: storage::embed_migrations!("migrations/postgres"),
};

/// What a person can do with their account and, as an admin, with those of others.
#[must_use]
pub fn capabilities() -> Vec<operation::Capability> {
    vec![
        account::capability(),
        users::capability(),
        tokens::capability(),
        sessions::capability(),
        approvals::capability(),
        activity::capability(),
    ]
}
