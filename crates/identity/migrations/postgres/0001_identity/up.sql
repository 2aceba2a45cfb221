CREATE TABLE users (
    id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name         TEXT COLLATE "C" NOT NULL UNIQUE,
    password     TEXT COLLATE "C" NOT NULL,
    admin        BOOLEAN NOT NULL,
    zone         TEXT COLLATE "C" NOT NULL,
    day_first    BOOLEAN NOT NULL,
    day_reminder TEXT NOT NULL,
    totp_secret  TEXT COLLATE "C",
    totp_pending TEXT COLLATE "C",
    totp_step    BIGINT NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    owner TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (owner, hash)
);

CREATE TABLE sessions (
    id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    owner        TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash         TEXT COLLATE "C" NOT NULL UNIQUE,
    user_agent   TEXT COLLATE "C",
    address      TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX sessions_by_owner ON sessions (owner, created_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    id           TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    owner        TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT COLLATE "C" NOT NULL,
    hash         TEXT COLLATE "C" NOT NULL UNIQUE,
    prefix       TEXT COLLATE "C" NOT NULL,
    grants       TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    expires_at   BIGINT
);
CREATE INDEX tokens_by_owner ON tokens (owner, created_at);

CREATE TABLE setup_links (
    hash       TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL
);
