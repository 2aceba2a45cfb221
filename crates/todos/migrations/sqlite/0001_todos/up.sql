CREATE TABLE todos (
    seq          INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL,
    owner        TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    content      TEXT,
    items        TEXT    NOT NULL, -- JSON: [{"text":"…","done":false}]
    note_type    TEXT    NOT NULL,
    color        TEXT,
    label        TEXT,
    pinned       INTEGER NOT NULL,
    archived     INTEGER NOT NULL,
    completed_at INTEGER,
    state        TEXT    NOT NULL, -- active, done or archived: the list it is in
    due_at       INTEGER,          -- the instant, from the three below
    due_kind     TEXT,             -- wall, date or instant
    due_wall     TEXT,             -- 2026-11-23T17:00:00 or 2026-11-23
    due_zone     TEXT,             -- IANA name, for wall
    repeat_rule  TEXT,             -- RRULE
    repeat_from  TEXT,             -- its first occurrence, as due_wall
    repeat_zone  TEXT,
    fired_for    INTEGER,          -- the due_at that was last reminded of
    position     INTEGER NOT NULL, -- in the manual order, the highest first
    source       TEXT    NOT NULL,
    session_id   TEXT,
    image_url    TEXT,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    UNIQUE (owner, id)
) STRICT;
CREATE INDEX todos_by_update ON todos (owner, state, pinned, updated_at, seq);
CREATE INDEX todos_by_position ON todos (owner, state, pinned, position, seq);
CREATE INDEX todos_by_label ON todos (owner, label, state, pinned, updated_at, seq) WHERE label IS NOT NULL;
CREATE INDEX todos_by_due ON todos (owner, state, due_at, seq, due_kind) WHERE due_at IS NOT NULL;
CREATE INDEX todos_without_due ON todos (owner, state, pinned, updated_at, seq, due_at) WHERE due_at IS NULL;
CREATE INDEX todos_by_completion ON todos (owner, state, completed_at, seq) WHERE completed_at IS NOT NULL;

CREATE VIRTUAL TABLE todos_search USING fts5(owner UNINDEXED, title, body, tokenize='ascii', prefix='2 3');
