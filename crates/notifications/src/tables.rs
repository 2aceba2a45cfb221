//! Diesel's view of this crate's tables (`migrations/`).

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    notifications (seq) {
        seq -> BigInt,
        id -> Text,
        owner -> Text,
        dedupe_key -> Text,
        kind -> Text,
        source -> Text,
        title -> Text,
        body -> Text,
        url -> Nullable<Text>,
        data -> Nullable<Text>,
        personal -> Bool,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

table! {
    notification_channels (id) {
        id -> Text,
        owner -> Text,
        name -> Text,
        settings -> Text,
        secret -> Nullable<Text>,
        enabled -> Bool,
        disabled_reason -> Nullable<Text>,
        warned_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

table! {
    notification_deliveries (seq) {
        seq -> BigInt,
        id -> Text,
        owner -> Text,
        notification_id -> Text,
        channel_id -> Text,
        state -> Text,
        tries -> BigInt,
        created_at -> BigInt,
        next_try_at -> Nullable<BigInt>,
    }
}

table! {
    notification_attempts (seq) {
        seq -> BigInt,
        owner -> Text,
        delivery_id -> Text,
        at -> BigInt,
        outcome -> Text,
        status -> Nullable<BigInt>,
        detail -> Nullable<Text>,
    }
}

allow_tables_to_appear_in_same_query!(
    notifications,
    notification_channels,
    notification_deliveries,
);
joinable!(notification_deliveries -> notification_channels (channel_id));
