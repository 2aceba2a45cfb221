CREATE TABLE notifications (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    owner      TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    kind       TEXT NOT NULL,
    source     TEXT NOT NULL,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    url        TEXT,
    data       TEXT,
    personal   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    read_at    INTEGER,
    UNIQUE (owner, dedupe_key)
) STRICT;
CREATE INDEX notifications_by_owner ON notifications (owner, seq);

CREATE TABLE notification_channels (
    id              TEXT PRIMARY KEY NOT NULL,
    owner           TEXT NOT NULL,
    name            TEXT NOT NULL,
    settings        TEXT NOT NULL,
    secret          TEXT,
    enabled         INTEGER NOT NULL,
    disabled_reason TEXT,
    warned_at       INTEGER,
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX notification_channels_by_owner ON notification_channels (owner, created_at);

CREATE TABLE notification_deliveries (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    owner           TEXT NOT NULL,
    notification_id TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    channel_id      TEXT NOT NULL REFERENCES notification_channels (id) ON DELETE CASCADE,
    state           TEXT NOT NULL,
    tries           INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    next_try_at     INTEGER
) STRICT;
CREATE INDEX notification_deliveries_by_owner ON notification_deliveries (owner, seq);
CREATE INDEX notification_deliveries_by_notification ON notification_deliveries (notification_id);
CREATE INDEX notification_deliveries_by_channel ON notification_deliveries (channel_id, state);

CREATE TABLE notification_attempts (
    seq         INTEGER PRIMARY KEY,
    owner       TEXT NOT NULL,
    delivery_id TEXT NOT NULL REFERENCES notification_deliveries (id) ON DELETE CASCADE,
    at          INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    status      INTEGER,
    detail      TEXT
) STRICT;
CREATE INDEX notification_attempts_by_delivery ON notification_attempts (delivery_id, seq);
