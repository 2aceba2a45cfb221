//! Diesel's view of this crate's tables (`migrations/`).

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    memories (seq) {
        seq -> BigInt,
        id -> Text,
        owner -> Text,
        text -> Text,
        text_key -> Text,
        category -> Text,
        pinned -> Bool,
        source -> Text,
        origin -> Text,
        session_id -> Nullable<Text>,
        uses -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    memory_vectors (seq) {
        seq -> BigInt,
        owner -> Text,
        model -> Text,
        vector -> Binary,
    }
}

table! {
    memory_meaning (id) {
        id -> BigInt,
        model -> Text,
        folder -> Nullable<Text>,
        url -> Nullable<Text>,
        name -> Nullable<Text>,
        api_key -> Nullable<Text>,
        least -> Double,
        trouble -> Nullable<Text>,
    }
}

allow_tables_to_appear_in_same_query!(memories, memory_vectors);
