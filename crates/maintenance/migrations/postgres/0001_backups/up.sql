-- What was set about scheduled backups; without a row it is the default.
CREATE TABLE backup_settings (
    id        BIGINT PRIMARY KEY CHECK (id = 1),
    every     TEXT    NOT NULL, -- off, daily, weekly
    at        TEXT    NOT NULL, -- wall time, HH:MM
    zone      TEXT    NOT NULL, -- IANA
    keep      BIGINT NOT NULL,
    directory TEXT
);

-- How they went. Times are milliseconds UTC.
CREATE TABLE backup_state (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    planned_at BIGINT, -- the next one
    good_at    BIGINT, -- the last one that was made and read back
    good_file  TEXT,
    failed_at  BIGINT, -- the last one that was not
    failure    TEXT
);
