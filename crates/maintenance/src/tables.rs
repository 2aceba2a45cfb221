//! Diesel's view of this crate's tables (`migrations/`).

use diesel::table;

table! {
    backup_settings (id) {
        id -> BigInt,
        every -> Text,
        at -> Text,
        zone -> Text,
        keep -> BigInt,
        directory -> Nullable<Text>,
    }
}

table! {
    backup_state (id) {
        id -> BigInt,
        planned_at -> Nullable<BigInt>,
        good_at -> Nullable<BigInt>,
        good_file -> Nullable<Text>,
        failed_at -> Nullable<BigInt>,
        failure -> Nullable<Text>,
    }
}
