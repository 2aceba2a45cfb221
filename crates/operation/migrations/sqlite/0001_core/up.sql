CREATE TABLE audit (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    owner      TEXT NOT NULL,
    caller     TEXT NOT NULL,
    token_id   TEXT,
    interface  TEXT NOT NULL,
    operation  TEXT NOT NULL,
    effect     TEXT NOT NULL,
    input      TEXT,
    outcome    TEXT NOT NULL,
    detail     TEXT,
    request_id TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_owner ON audit (owner, seq);

CREATE TABLE idempotency (
    caller     TEXT NOT NULL,
    key        TEXT NOT NULL,
    operation  TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    answer     TEXT,
    at         INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (at);

CREATE TABLE approvals (
    id         TEXT PRIMARY KEY NOT NULL,
    owner      TEXT NOT NULL,
    token_id   TEXT NOT NULL,
    token_name TEXT NOT NULL,
    operation  TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    input      TEXT NOT NULL,
    status     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    decided_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX approvals_by_call ON approvals (token_id, operation, input_hash);
CREATE INDEX approvals_by_owner ON approvals (owner, created_at);

CREATE TABLE jobs (
    kind       TEXT NOT NULL,
    key        TEXT NOT NULL,
    owner      TEXT NOT NULL,
    run_at     INTEGER NOT NULL,
    payload    TEXT NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_by_time ON jobs (run_at);
CREATE INDEX jobs_by_owner ON jobs (owner);
