//! Diesel's view of this crate's tables (`migrations/`).

use diesel::table;

table! {
    documents (seq) {
        seq -> BigInt,
        id -> Text,
        owner -> Text,
        session_id -> Nullable<Text>,
        title -> Text,
        language -> Text,
        state -> Text,
        archived -> Bool,
        version -> BigInt,
        versions -> BigInt,
        bytes -> BigInt,
        preview -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

table! {
    documents_texts (document) {
        document -> BigInt,
        content -> Text,
    }
}

table! {
    documents_versions (document, number) {
        document -> BigInt,
        number -> BigInt,
        source -> Text,
        summary -> Nullable<Text>,
        bytes -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        run -> BigInt,
        head -> Nullable<BigInt>,
        tail -> Nullable<BigInt>,
        content -> Nullable<Text>,
        made_by -> Text,
    }
}
