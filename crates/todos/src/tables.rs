//! Diesel's view of this crate's table (`migrations/`).

use diesel::table;

table! {
    todos (seq) {
        seq -> BigInt,
        id -> Text,
        owner -> Text,
        title -> Text,
        content -> Nullable<Text>,
        items -> Text,
        note_type -> Text,
        color -> Nullable<Text>,
        label -> Nullable<Text>,
        pinned -> Bool,
        archived -> Bool,
        completed_at -> Nullable<BigInt>,
        state -> Text,
        due_at -> Nullable<BigInt>,
        due_kind -> Nullable<Text>,
        due_wall -> Nullable<Text>,
        due_zone -> Nullable<Text>,
        repeat_rule -> Nullable<Text>,
        repeat_from -> Nullable<Text>,
        repeat_zone -> Nullable<Text>,
        fired_for -> Nullable<BigInt>,
        position -> BigInt,
        source -> Text,
        session_id -> Nullable<Text>,
        image_url -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}
