CREATE TABLE cookbook_settings (
    name  TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE cookbook_servers (
    id               TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    name_key         TEXT COLLATE "C" NOT NULL UNIQUE,
    host             TEXT COLLATE "C" NOT NULL,
    port             BIGINT,
    environment      TEXT COLLATE "C" NOT NULL,
    environment_path TEXT COLLATE "C" NOT NULL,
    gpus             TEXT COLLATE "C" NOT NULL,
    model_dirs       TEXT COLLATE "C" NOT NULL,
    download_dir     TEXT COLLATE "C" NOT NULL,
    platform         TEXT COLLATE "C" NOT NULL,
    preferred        BOOLEAN NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL
);

CREATE TABLE cookbook_tasks (
    id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    repo_id      TEXT COLLATE "C" NOT NULL,
    cmd          TEXT COLLATE "C" NOT NULL,
    server_id    TEXT COLLATE "C",
    target       TEXT COLLATE "C" NOT NULL,
    socket       TEXT COLLATE "C" NOT NULL,
    engine       TEXT COLLATE "C",
    port         BIGINT,
    state        TEXT COLLATE "C" NOT NULL,
    state_since  BIGINT NOT NULL,
    reachable    BOOLEAN NOT NULL,
    phase        TEXT COLLATE "C",
    percent      BIGINT,
    progress     TEXT COLLATE "C",
    pid          BIGINT,
    exit_code    BIGINT,
    signal       TEXT COLLATE "C",
    oom          BOOLEAN NOT NULL,
    error        TEXT COLLATE "C",
    diagnosis    TEXT COLLATE "C",
    excerpt      TEXT COLLATE "C",
    adopted      BOOLEAN NOT NULL,
    log_path     TEXT COLLATE "C",
    started_by   TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    ready_at     BIGINT,
    ended_at     BIGINT,
    removed_at   BIGINT
);
CREATE INDEX cookbook_tasks_by_time ON cookbook_tasks (created_at);
CREATE INDEX cookbook_tasks_by_model ON cookbook_tasks (repo_id, created_at);

CREATE TABLE cookbook_presets (
    id               TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    name_key         TEXT COLLATE "C" NOT NULL UNIQUE,
    repo_id          TEXT COLLATE "C" NOT NULL,
    cmd              TEXT COLLATE "C" NOT NULL,
    server_id        TEXT COLLATE "C",
    host             TEXT COLLATE "C" NOT NULL,
    engine           TEXT COLLATE "C",
    port             BIGINT,
    environment      TEXT COLLATE "C" NOT NULL,
    environment_path TEXT COLLATE "C" NOT NULL,
    gpus             TEXT COLLATE "C" NOT NULL,
    label            TEXT COLLATE "C" NOT NULL,
    verified_at      BIGINT,
    automatic        BOOLEAN NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL
);
CREATE INDEX cookbook_presets_by_model ON cookbook_presets (repo_id);

-- This machine is always there.
INSERT INTO cookbook_servers
    (id, name, name_key, host, port, environment, environment_path, gpus, model_dirs, download_dir, platform, preferred, created_at, updated_at)
VALUES ('local', 'This machine', 'this machine', '', NULL, 'none', '', '', '[]', '', '', TRUE, 0, 0);
