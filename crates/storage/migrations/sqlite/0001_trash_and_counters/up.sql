CREATE TABLE trash (
    owner      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    item       TEXT    NOT NULL, -- the deleted item as JSON
    deleted_at INTEGER NOT NULL, -- milliseconds UTC
    PRIMARY KEY (owner, kind, id)
) STRICT;
CREATE INDEX trash_newest ON trash (owner, kind, deleted_at, id);
CREATE INDEX trash_expiry ON trash (deleted_at);

CREATE TABLE counters (
    owner TEXT    NOT NULL,
    name  TEXT    NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;
