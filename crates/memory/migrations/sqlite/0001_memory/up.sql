CREATE TABLE memories (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    text_key   TEXT    NOT NULL, -- SHA-256 of the text without regard to case: the same is remembered once
    category   TEXT    NOT NULL,
    pinned     INTEGER NOT NULL,
    source     TEXT    NOT NULL, -- what the caller says it comes from
    origin     TEXT    NOT NULL, -- who stored it: person, or token:NAME
    session_id TEXT,
    uses       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (owner, id),
    UNIQUE (owner, text_key)
) STRICT;
CREATE INDEX memories_in_order ON memories (owner, seq);
CREATE INDEX memories_by_category ON memories (owner, category, seq);
CREATE INDEX memories_pinned ON memories (owner, pinned, seq);

CREATE VIRTUAL TABLE memories_search USING fts5(owner UNINDEXED, title, body, tokenize='ascii', prefix='2 3');

-- What each text means, as unit vectors of 32-bit floats, little endian; empty where the model knows no word of it.
CREATE TABLE memory_vectors (
    seq    INTEGER PRIMARY KEY, -- that of the memory
    owner  TEXT    NOT NULL,
    model  TEXT    NOT NULL,
    vector BLOB    NOT NULL
) STRICT;
CREATE INDEX memory_vectors_by_owner ON memory_vectors (owner, model, seq);

-- At most one row: how texts are understood by meaning; none when they are not.
CREATE TABLE memory_meaning (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    model    TEXT    NOT NULL, -- what its vectors are kept under; new with every change
    folder   TEXT,
    url      TEXT,
    name     TEXT,             -- the model that the server at url is asked for
    api_key  TEXT,             -- sealed
    least    REAL    NOT NULL, -- how alike a text has to be, as the cosine of the angle
    trouble  TEXT              -- why the last texts could not be read, until it works again
) STRICT;
