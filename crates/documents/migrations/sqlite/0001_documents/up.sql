CREATE TABLE documents (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    session_id TEXT,
    title      TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    state      TEXT    NOT NULL, -- active, archived or deleted: the list it is in
    archived   INTEGER NOT NULL, -- also while it is deleted
    version    INTEGER NOT NULL, -- the current one's number
    versions   INTEGER NOT NULL, -- how many are kept, the current one included
    bytes      INTEGER NOT NULL, -- of its text
    preview    TEXT    NOT NULL, -- the beginning of its text
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    UNIQUE (owner, id)
) STRICT;
CREATE INDEX documents_by_update ON documents (owner, state, updated_at, seq);
CREATE INDEX documents_by_creation ON documents (owner, state, created_at, seq);
CREATE INDEX documents_by_versions ON documents (owner, state, versions, seq);
CREATE INDEX documents_by_title ON documents (owner, state, title, seq);
CREATE INDEX documents_in_language_by_update ON documents (owner, state, language, updated_at, seq);
CREATE INDEX documents_in_language_by_creation ON documents (owner, state, language, created_at, seq);
CREATE INDEX documents_in_language_by_versions ON documents (owner, state, language, versions, seq);
CREATE INDEX documents_in_language_by_title ON documents (owner, state, language, title, seq);
CREATE INDEX documents_of_sessions ON documents (owner, state, session_id) WHERE session_id IS NOT NULL;

-- The current text, apart, so that a change of anything else does not write it again.
CREATE TABLE documents_texts (
    document INTEGER PRIMARY KEY, -- documents.seq
    content  TEXT NOT NULL
) STRICT;

CREATE TABLE documents_versions (
    document   INTEGER NOT NULL, -- documents.seq
    number     INTEGER NOT NULL,
    source     TEXT    NOT NULL, -- user or ai
    summary    TEXT,
    bytes      INTEGER NOT NULL, -- of the whole text
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    run        INTEGER NOT NULL, -- how many splices in a row end here, this one included
    head       INTEGER,          -- bytes shared with the beginning of the next newer text; null: content is whole
    tail       INTEGER,          -- the same at its end
    content    TEXT,             -- null: the current version, whose text is in documents_texts
    PRIMARY KEY (document, number)
) STRICT;
CREATE INDEX documents_whole_versions ON documents_versions (document, number) WHERE head IS NULL;

CREATE VIRTUAL TABLE documents_search USING fts5(
    owner UNINDEXED, title, body, tokenize='ascii', prefix='2 3 4',
    -- Its own copy of the words would only double the file (https://www.sqlite.org/fts5.html#contentless_delete_tables).
    content='', contentless_delete=1, contentless_unindexed=1
);
