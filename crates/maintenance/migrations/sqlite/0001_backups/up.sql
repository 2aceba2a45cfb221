-- What was set about scheduled backups; without a row it is the default.
CREATE TABLE backup_settings (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    every     TEXT    NOT NULL, -- off, daily, weekly
    at        TEXT    NOT NULL, -- wall time, HH:MM
    zone      TEXT    NOT NULL, -- IANA
    keep      INTEGER NOT NULL,
    directory TEXT
) STRICT;

-- How they went. Times are milliseconds UTC.
CREATE TABLE backup_state (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    planned_at INTEGER, -- the next one
    good_at    INTEGER, -- the last one that was made and read back
    good_file  TEXT,
    failed_at  INTEGER, -- the last one that was not
    failure    TEXT
) STRICT;
