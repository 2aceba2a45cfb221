//! Diesel's view of this crate's tables (`migrations/`).

use diesel::table;

table! {
    audit (seq) {
        seq -> BigInt,
        at -> BigInt,
        owner -> Text,
        caller -> Text,
        token_id -> Nullable<Text>,
        interface -> Text,
        operation -> Text,
        effect -> Text,
        input -> Nullable<Text>,
        outcome -> Text,
        detail -> Nullable<Text>,
        request_id -> Text,
    }
}

table! {
    idempotency (caller, key) {
        caller -> Text,
        key -> Text,
        operation -> Text,
        input_hash -> Text,
        answer -> Nullable<Text>,
        at -> BigInt,
    }
}

table! {
    approvals (id) {
        id -> Text,
        owner -> Text,
        token_id -> Text,
        token_name -> Text,
        operation -> Text,
        input_hash -> Text,
        input -> Text,
        status -> Text,
        created_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        expires_at -> BigInt,
    }
}

table! {
    jobs (kind, key) {
        kind -> Text,
        key -> Text,
        owner -> Text,
        run_at -> BigInt,
        payload -> Text,
        attempts -> BigInt,
        last_error -> Nullable<Text>,
    }
}
