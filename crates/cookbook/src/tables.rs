//! Diesel's view of this crate's tables (`migrations/`).

use diesel::table;

table! {
    cookbook_settings (name) {
        name -> Text,
        value -> Text,
    }
}

table! {
    cookbook_servers (id) {
        id -> Text,
        name -> Text,
        name_key -> Text,
        host -> Text,
        port -> Nullable<BigInt>,
        environment -> Text,
        environment_path -> Text,
        gpus -> Text,
        model_dirs -> Text,
        download_dir -> Text,
        platform -> Text,
        preferred -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    cookbook_tasks (id) {
        id -> Text,
        kind -> Text,
        name -> Text,
        repo_id -> Text,
        cmd -> Text,
        server_id -> Nullable<Text>,
        target -> Text,
        socket -> Text,
        engine -> Nullable<Text>,
        port -> Nullable<BigInt>,
        state -> Text,
        state_since -> BigInt,
        unreachable_since -> Nullable<BigInt>,
        phase -> Nullable<Text>,
        percent -> Nullable<BigInt>,
        progress -> Nullable<Text>,
        load -> Nullable<Text>,
        pid -> Nullable<BigInt>,
        exit_code -> Nullable<BigInt>,
        signal -> Nullable<Text>,
        oom -> Bool,
        error -> Nullable<Text>,
        diagnosis -> Nullable<Text>,
        excerpt -> Nullable<Text>,
        adopted -> Bool,
        log_path -> Nullable<Text>,
        started_by -> Text,
        created_at -> BigInt,
        ready_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        removed_at -> Nullable<BigInt>,
    }
}

table! {
    cookbook_presets (id) {
        id -> Text,
        name -> Text,
        name_key -> Text,
        repo_id -> Text,
        cmd -> Text,
        server_id -> Nullable<Text>,
        host -> Text,
        engine -> Nullable<Text>,
        port -> Nullable<BigInt>,
        environment -> Text,
        environment_path -> Text,
        gpus -> Text,
        label -> Text,
        verified_at -> Nullable<BigInt>,
        automatic -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
        needs -> Nullable<Text>,
    }
}
