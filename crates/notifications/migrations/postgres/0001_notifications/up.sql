CREATE TABLE notifications (
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         TEXT COLLATE "C" NOT NULL UNIQUE,
    owner      TEXT COLLATE "C" NOT NULL,
    dedupe_key TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    source     TEXT COLLATE "C" NOT NULL,
    title      TEXT COLLATE "C" NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    url        TEXT COLLATE "C",
    data       TEXT COLLATE "C",
    personal   BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    read_at    BIGINT,
    UNIQUE (owner, dedupe_key)
);
CREATE INDEX notifications_by_owner ON notifications (owner, seq);

CREATE TABLE notification_channels (
    id              TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    owner           TEXT COLLATE "C" NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    settings        TEXT COLLATE "C" NOT NULL,
    secret          TEXT COLLATE "C",
    enabled         BOOLEAN NOT NULL,
    disabled_reason TEXT COLLATE "C",
    warned_at       BIGINT,
    created_at      BIGINT NOT NULL
);
CREATE INDEX notification_channels_by_owner ON notification_channels (owner, created_at);

CREATE TABLE notification_deliveries (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              TEXT COLLATE "C" NOT NULL UNIQUE,
    owner           TEXT COLLATE "C" NOT NULL,
    notification_id TEXT COLLATE "C" NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    channel_id      TEXT COLLATE "C" NOT NULL REFERENCES notification_channels (id) ON DELETE CASCADE,
    state           TEXT COLLATE "C" NOT NULL,
    tries           BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    next_try_at     BIGINT
);
CREATE INDEX notification_deliveries_by_owner ON notification_deliveries (owner, seq);
CREATE INDEX notification_deliveries_by_notification ON notification_deliveries (notification_id);
CREATE INDEX notification_deliveries_by_channel ON notification_deliveries (channel_id, state);

CREATE TABLE notification_attempts (
    seq         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner       TEXT COLLATE "C" NOT NULL,
    delivery_id TEXT COLLATE "C" NOT NULL REFERENCES notification_deliveries (id) ON DELETE CASCADE,
    at          BIGINT NOT NULL,
    outcome     TEXT COLLATE "C" NOT NULL,
    status      BIGINT,
    detail      TEXT COLLATE "C"
);
CREATE INDEX notification_attempts_by_delivery ON notification_attempts (delivery_id, seq);
