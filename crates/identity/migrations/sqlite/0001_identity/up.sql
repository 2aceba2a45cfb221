CREATE TABLE users (
    id           TEXT PRIMARY KEY NOT NULL,
    name         TEXT NOT NULL UNIQUE,
    password     TEXT NOT NULL,
    admin        INTEGER NOT NULL CHECK (admin IN (0, 1)),
    zone         TEXT NOT NULL,
    day_first    INTEGER NOT NULL CHECK (day_first IN (0, 1)),
    day_reminder TEXT NOT NULL,
    totp_secret  TEXT,
    totp_pending TEXT,
    totp_step    INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash  TEXT NOT NULL,
    PRIMARY KEY (owner, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id           TEXT PRIMARY KEY NOT NULL,
    owner        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash         TEXT NOT NULL UNIQUE,
    user_agent   TEXT,
    address      TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_owner ON sessions (owner, created_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    id           TEXT PRIMARY KEY NOT NULL,
    owner        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    hash         TEXT NOT NULL UNIQUE,
    prefix       TEXT NOT NULL,
    grants       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at   INTEGER
) STRICT;
CREATE INDEX tokens_by_owner ON tokens (owner, created_at);

CREATE TABLE setup_links (
    hash       TEXT PRIMARY KEY NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
