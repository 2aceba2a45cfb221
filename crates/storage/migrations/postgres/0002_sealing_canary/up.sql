-- A known text, sealed: tells whether the sealing key at hand is the one that this database was written with.
CREATE TABLE sealing_canary (
    id     BIGINT PRIMARY KEY CHECK (id = 1),
    sealed TEXT   NOT NULL
);
