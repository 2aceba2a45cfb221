//! Storage's own tables.

diesel::table! {
    counters (owner, name) {
        owner -> Text,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    trash (owner, kind, id) {
        owner -> Text,
        kind -> Text,
        id -> Text,
        title -> Text,
        item -> Text,
        deleted_at -> BigInt,
    }
}

diesel::table! {
    schema_migrations (version) {
        version -> Text,
        checksum -> Text,
    }
}

diesel::table! {
    sealing_canary (id) {
        id -> BigInt,
        sealed -> Text,
    }
}
