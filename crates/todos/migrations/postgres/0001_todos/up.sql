CREATE TABLE todos (
    seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           TEXT COLLATE "C" NOT NULL,
    owner        TEXT COLLATE "C" NOT NULL,
    title        TEXT NOT NULL,
    content      TEXT,
    items        TEXT NOT NULL, -- JSON: [{"text":"…","done":false}]
    note_type    TEXT COLLATE "C" NOT NULL,
    color        TEXT COLLATE "C",
    label        TEXT COLLATE "C",
    pinned       BOOLEAN NOT NULL,
    archived     BOOLEAN NOT NULL,
    completed_at BIGINT,
    state        TEXT COLLATE "C" NOT NULL, -- active, done or archived: the list it is in
    due_at       BIGINT,            -- the instant, from the three below
    due_kind     TEXT COLLATE "C",  -- wall, date or instant
    due_wall     TEXT COLLATE "C",  -- 2026-11-23T17:00:00 or 2026-11-23
    due_zone     TEXT COLLATE "C",  -- IANA name, for wall
    repeat_rule  TEXT COLLATE "C",  -- RRULE
    repeat_from  TEXT COLLATE "C",  -- its first occurrence, as due_wall
    repeat_zone  TEXT COLLATE "C",
    fired_for    BIGINT,            -- the due_at that was last reminded of
    position     BIGINT NOT NULL,   -- in the manual order, the highest first
    source       TEXT COLLATE "C" NOT NULL,
    session_id   TEXT COLLATE "C",
    image_url    TEXT COLLATE "C",
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    UNIQUE (owner, id)
);
CREATE INDEX todos_by_update ON todos (owner, state, pinned, updated_at, seq);
CREATE INDEX todos_by_position ON todos (owner, state, pinned, position, seq);
CREATE INDEX todos_by_label ON todos (owner, label, state, pinned, updated_at, seq) WHERE label IS NOT NULL;
CREATE INDEX todos_by_due ON todos (owner, state, due_at, seq, due_kind) WHERE due_at IS NOT NULL;
CREATE INDEX todos_without_due ON todos (owner, state, pinned, updated_at, seq, due_at) WHERE due_at IS NULL;
CREATE INDEX todos_by_completion ON todos (owner, state, completed_at, seq) WHERE completed_at IS NOT NULL;

CREATE TABLE todos_search (
    seq   BIGINT PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    words TSVECTOR NOT NULL
);
CREATE INDEX todos_search_owner ON todos_search (owner);
CREATE INDEX todos_search_words ON todos_search USING gin (words);
