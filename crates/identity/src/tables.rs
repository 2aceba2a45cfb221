//! Diesel's view of this crate's tables (`migrations/`).

use storage::diesel::table;

table! {
    users (id) {
        id -> Text,
        name -> Text,
        password -> Text,
        admin -> Bool,
        zone -> Text,
        day_first -> Bool,
        day_reminder -> Text,
        totp_secret -> Nullable<Text>,
        totp_pending -> Nullable<Text>,
        totp_step -> BigInt,
        created_at -> BigInt,
    }
}

table! {
    recovery_codes (owner, hash) {
        owner -> Text,
        hash -> Text,
    }
}

table! {
    sessions (id) {
        id -> Text,
        owner -> Text,
        hash -> Text,
        user_agent -> Nullable<Text>,
        address -> Text,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    tokens (id) {
        id -> Text,
        owner -> Text,
        name -> Text,
        hash -> Text,
        prefix -> Text,
        grants -> Text,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
        expires_at -> Nullable<BigInt>,
    }
}

table! {
    setup_links (hash) {
        hash -> Text,
        expires_at -> BigInt,
    }
}
