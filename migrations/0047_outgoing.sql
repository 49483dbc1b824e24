-- What leaves by other ways than Slack: webhooks to other systems, and e-mail.

-- +goose Up
CREATE TABLE outgoing (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key         text        NOT NULL, -- what it tells of: the webhook-id, and what the Message-ID is made of
    kind        text        NOT NULL CHECK (kind IN ('webhook', 'email')),
    target      text        NOT NULL, -- name of the webhook, or address of who gets the mail
    alert_id    bigint      REFERENCES alerts,
    phase       text        NOT NULL DEFAULT '', -- of the alert
    body        bytea       NOT NULL, -- exactly the bytes that are signed; a mail as JSON, emptied once it is sent
    state       text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
    tries       int         NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL,
    lease_until timestamptz, -- by the machine's clock: nobody else takes it before
    last_error  text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    done_at     timestamptz,
    UNIQUE (key, kind, target),
    CHECK ((state = 'waiting') = (done_at IS NULL))
);
CREATE INDEX outgoing_waiting ON outgoing (kind, target, next_at) WHERE state = 'waiting';
CREATE INDEX outgoing_unsettled ON outgoing (id) WHERE state IN ('waiting', 'dead');
CREATE INDEX outgoing_alert ON outgoing (alert_id, kind, target, id) WHERE alert_id IS NOT NULL;
CREATE INDEX outgoing_done ON outgoing (done_at) WHERE state IN ('sent', 'dropped');

-- Receivers that said that they want no more. Another address is asked anew.
CREATE TABLE outgoing_off (
    target  text        PRIMARY KEY,
    address text        NOT NULL, -- digest of the address that said so
    at      timestamptz NOT NULL,
    note    text        NOT NULL
);

-- +goose Down
DROP TABLE outgoing_off, outgoing;
