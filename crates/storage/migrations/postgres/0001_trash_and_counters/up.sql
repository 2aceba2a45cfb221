-- COLLATE "C" orders text by its bytes, as SQLite does.
CREATE TABLE trash (
    owner      TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    id         TEXT COLLATE "C" NOT NULL,
    title      TEXT   NOT NULL,
    item       TEXT   NOT NULL, -- the deleted item as JSON
    deleted_at BIGINT NOT NULL, -- milliseconds UTC
    PRIMARY KEY (owner, kind, id)
);
CREATE INDEX trash_newest ON trash (owner, kind, deleted_at, id);
CREATE INDEX trash_expiry ON trash (deleted_at);

CREATE TABLE counters (
    owner TEXT COLLATE "C" NOT NULL,
    name  TEXT COLLATE "C" NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (owner, name)
);
