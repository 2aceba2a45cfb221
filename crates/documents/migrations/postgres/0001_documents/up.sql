CREATE TABLE documents (
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         TEXT COLLATE "C" NOT NULL,
    owner      TEXT COLLATE "C" NOT NULL,
    session_id TEXT COLLATE "C",
    title      TEXT COLLATE "C" NOT NULL,
    language   TEXT COLLATE "C" NOT NULL,
    state      TEXT COLLATE "C" NOT NULL, -- active, archived or deleted: the list it is in
    archived   BOOLEAN NOT NULL,          -- also while it is deleted
    version    BIGINT NOT NULL,           -- the current one's number
    versions   BIGINT NOT NULL,           -- how many are kept, the current one included
    bytes      BIGINT NOT NULL,           -- of its text
    preview    TEXT NOT NULL,             -- the beginning of its text
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    UNIQUE (owner, id)
);
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
    document BIGINT PRIMARY KEY, -- documents.seq
    content  TEXT NOT NULL
);

CREATE TABLE documents_versions (
    document   BIGINT NOT NULL,           -- documents.seq
    number     BIGINT NOT NULL,
    source     TEXT COLLATE "C" NOT NULL, -- user or ai
    summary    TEXT,
    bytes      BIGINT NOT NULL,           -- of the whole text
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    run        BIGINT NOT NULL,           -- how many splices in a row end here, this one included
    head       BIGINT,                    -- bytes shared with the beginning of the next newer text; null: content is whole
    tail       BIGINT,                    -- the same at its end
    content    TEXT,                      -- null: the current version, whose text is in documents_texts
    PRIMARY KEY (document, number)
);
CREATE INDEX documents_whole_versions ON documents_versions (document, number) WHERE head IS NULL;

CREATE TABLE documents_search (
    seq   BIGINT PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    words TSVECTOR NOT NULL
);
CREATE INDEX documents_search_owner ON documents_search (owner);
CREATE INDEX documents_search_words ON documents_search USING gin (words);
