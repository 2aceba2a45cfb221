CREATE TABLE memories (
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         TEXT COLLATE "C" NOT NULL,
    owner      TEXT COLLATE "C" NOT NULL,
    text       TEXT NOT NULL,
    text_key   TEXT COLLATE "C" NOT NULL, -- SHA-256 of the text without regard to case: the same is remembered once
    category   TEXT COLLATE "C" NOT NULL,
    pinned     BOOLEAN NOT NULL,
    source     TEXT COLLATE "C" NOT NULL, -- what the caller says it comes from
    origin     TEXT COLLATE "C" NOT NULL, -- who stored it: person, or token:NAME
    session_id TEXT COLLATE "C",
    uses       BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (owner, id),
    UNIQUE (owner, text_key)
);
CREATE INDEX memories_in_order ON memories (owner, seq);
CREATE INDEX memories_by_category ON memories (owner, category, seq);
CREATE INDEX memories_pinned ON memories (owner, pinned, seq);

CREATE TABLE memories_search (
    seq   BIGINT PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    words TSVECTOR NOT NULL
);
CREATE INDEX memories_search_owner ON memories_search (owner);
CREATE INDEX memories_search_words ON memories_search USING gin (words);

-- What each text means, as unit vectors of 32-bit floats, little endian; empty where the model knows no word of it.
CREATE TABLE memory_vectors (
    seq    BIGINT PRIMARY KEY, -- that of the memory
    owner  TEXT COLLATE "C" NOT NULL,
    model  TEXT COLLATE "C" NOT NULL,
    vector BYTEA NOT NULL
);
CREATE INDEX memory_vectors_by_owner ON memory_vectors (owner, model, seq);

-- At most one row: how texts are understood by meaning; none when they are not.
CREATE TABLE memory_meaning (
    id      BIGINT PRIMARY KEY CHECK (id = 1),
    model   TEXT COLLATE "C" NOT NULL, -- what its vectors are kept under; new with every change
    folder  TEXT,
    url     TEXT,
    name    TEXT,                      -- the model that the server at url is asked for
    api_key TEXT,                      -- sealed
    least   DOUBLE PRECISION NOT NULL, -- how alike a text has to be, as the cosine of the angle
    trouble TEXT                       -- why the last texts could not be read, until it works again
);
