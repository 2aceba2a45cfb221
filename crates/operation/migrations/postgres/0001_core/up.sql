CREATE TABLE audit (
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         BIGINT NOT NULL,
    owner      TEXT COLLATE "C" NOT NULL,
    caller     TEXT COLLATE "C" NOT NULL,
    token_id   TEXT COLLATE "C",
    interface  TEXT COLLATE "C" NOT NULL,
    operation  TEXT COLLATE "C" NOT NULL,
    effect     TEXT COLLATE "C" NOT NULL,
    input      TEXT COLLATE "C",
    outcome    TEXT COLLATE "C" NOT NULL,
    detail     TEXT COLLATE "C",
    request_id TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_by_owner ON audit (owner, seq);

CREATE TABLE idempotency (
    caller     TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    operation  TEXT COLLATE "C" NOT NULL,
    input_hash TEXT COLLATE "C" NOT NULL,
    answer     TEXT COLLATE "C",
    at         BIGINT NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_by_age ON idempotency (at);

CREATE TABLE approvals (
    id         TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    owner      TEXT COLLATE "C" NOT NULL,
    token_id   TEXT COLLATE "C" NOT NULL,
    token_name TEXT COLLATE "C" NOT NULL,
    operation  TEXT COLLATE "C" NOT NULL,
    input_hash TEXT COLLATE "C" NOT NULL,
    input      TEXT COLLATE "C" NOT NULL,
    status     TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX approvals_by_call ON approvals (token_id, operation, input_hash);
CREATE INDEX approvals_by_owner ON approvals (owner, created_at);

CREATE TABLE jobs (
    kind       TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    owner      TEXT COLLATE "C" NOT NULL,
    run_at     BIGINT NOT NULL,
    payload    TEXT COLLATE "C" NOT NULL,
    attempts   BIGINT NOT NULL DEFAULT 0,
    last_error TEXT COLLATE "C",
    PRIMARY KEY (kind, key)
);
CREATE INDEX jobs_by_time ON jobs (run_at);
CREATE INDEX jobs_by_owner ON jobs (owner);
