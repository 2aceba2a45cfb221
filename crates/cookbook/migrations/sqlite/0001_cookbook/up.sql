CREATE TABLE cookbook_settings (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE cookbook_servers (
    id               TEXT PRIMARY KEY NOT NULL,
    name             TEXT NOT NULL,
    name_key         TEXT NOT NULL UNIQUE,
    host             TEXT NOT NULL,
    port             INTEGER,
    environment      TEXT NOT NULL,
    environment_path TEXT NOT NULL,
    gpus             TEXT NOT NULL,
    model_dirs       TEXT NOT NULL,
    download_dir     TEXT NOT NULL,
    platform         TEXT NOT NULL,
    preferred        INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL
) STRICT;

CREATE TABLE cookbook_tasks (
    id           TEXT PRIMARY KEY NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    repo_id      TEXT NOT NULL,
    cmd          TEXT NOT NULL,
    server_id    TEXT,
    target       TEXT NOT NULL,
    socket       TEXT NOT NULL,
    engine       TEXT,
    port         INTEGER,
    state        TEXT NOT NULL,
    state_since  INTEGER NOT NULL,
    reachable    INTEGER NOT NULL,
    phase        TEXT,
    percent      INTEGER,
    progress     TEXT,
    pid          INTEGER,
    exit_code    INTEGER,
    signal       TEXT,
    oom          INTEGER NOT NULL,
    error        TEXT,
    diagnosis    TEXT,
    excerpt      TEXT,
    adopted      INTEGER NOT NULL,
    log_path     TEXT,
    started_by   TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    ready_at     INTEGER,
    ended_at     INTEGER,
    removed_at   INTEGER
) STRICT;
CREATE INDEX cookbook_tasks_by_time ON cookbook_tasks (created_at);
CREATE INDEX cookbook_tasks_by_model ON cookbook_tasks (repo_id, created_at);

CREATE TABLE cookbook_presets (
    id               TEXT PRIMARY KEY NOT NULL,
    name             TEXT NOT NULL,
    name_key         TEXT NOT NULL UNIQUE,
    repo_id          TEXT NOT NULL,
    cmd              TEXT NOT NULL,
    server_id        TEXT,
    host             TEXT NOT NULL,
    engine           TEXT,
    port             INTEGER,
    environment      TEXT NOT NULL,
    environment_path TEXT NOT NULL,
    gpus             TEXT NOT NULL,
    label            TEXT NOT NULL,
    verified_at      INTEGER,
    automatic        INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX cookbook_presets_by_model ON cookbook_presets (repo_id);

-- This machine is always there.
INSERT INTO cookbook_servers
    (id, name, name_key, host, port, environment, environment_path, gpus, model_dirs, download_dir, platform, preferred, created_at, updated_at)
VALUES ('local', 'This machine', 'this machine', '', NULL, 'none', '', '', '[]', '', '', 1, 0, 0);
