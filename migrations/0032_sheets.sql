-- What a spreadsheet and Watch Tower last had in common, row by row.

-- +goose Up
CREATE TABLE sheet_rows (
    book      text        NOT NULL, -- id of the spreadsheet
    id        text        NOT NULL, -- stands in the row's own id column
    kind      text        NOT NULL CHECK (kind IN ('drivers', 'clients', 'places', 'trucks', 'trips')),
    object_id bigint,               -- null until Watch Tower has taken the row
    base      jsonb       NOT NULL DEFAULT '{}', -- last synced value by column
    pending   jsonb       NOT NULL DEFAULT '{}', -- on its way to the sheet: an intent, kept until it is known to be there
    seen      bool        NOT NULL DEFAULT false, -- the sheet has shown it
    gone_at   timestamptz, -- its row was deleted in the sheet
    refused   text        NOT NULL DEFAULT '', -- names what was refused last
    reason    text        NOT NULL DEFAULT '', -- why
    tried_at  timestamptz,
    PRIMARY KEY (book, id)
);
CREATE UNIQUE INDEX sheet_rows_object ON sheet_rows (book, kind, object_id) WHERE object_id IS NOT NULL;

-- Cells that both sides changed: what each said, and what was kept.
CREATE TABLE sheet_clashes (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    book        text        NOT NULL,
    row_id      text        NOT NULL,
    kind        text        NOT NULL,
    object_id   bigint      NOT NULL,
    name        text        NOT NULL, -- what people call the row
    column_name text        NOT NULL,
    sheet_value text        NOT NULL,
    tower_value text        NOT NULL,
    why         text        NOT NULL CHECK (why IN ('both', 'ours', 'formula')),
    kept        text        NOT NULL CHECK (kept IN ('', 'sheet', 'tower')), -- empty while people are asked
    at          timestamptz NOT NULL,
    settled_at  timestamptz,
    settled_by  text        NOT NULL DEFAULT '',
    told        int         NOT NULL DEFAULT 0, -- version of the card that was left to be said
    version     int         NOT NULL DEFAULT 1,
    UNIQUE (book, row_id, column_name, sheet_value, tower_value)
);
CREATE INDEX sheet_clashes_open ON sheet_clashes (book, row_id, column_name) WHERE settled_at IS NULL;
CREATE INDEX sheet_clashes_untold ON sheet_clashes (book, id) WHERE told < version;

-- Every sync, asked for or due; the newest hundred are kept.
CREATE TABLE sheet_syncs (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    book        text        NOT NULL,
    slot        timestamptz, -- the quarter of an hour it is for; null when somebody asked
    asked_at    timestamptz NOT NULL,
    asked_by    text        NOT NULL,
    channel     text        NOT NULL DEFAULT '', -- where the progress is shown; empty for nowhere
    state       text        NOT NULL CHECK (state IN ('asked', 'running', 'done', 'failed')),
    lease_until timestamptz, -- by the machine's clock
    started_at  timestamptz,
    ended_at    timestamptz,
    result      jsonb       NOT NULL DEFAULT '{}',
    reason      text        NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX sheet_syncs_slot ON sheet_syncs (book, slot);
CREATE UNIQUE INDEX sheet_syncs_running ON sheet_syncs (book) WHERE state = 'running';
CREATE UNIQUE INDEX sheet_syncs_asked ON sheet_syncs (book) WHERE state = 'asked';
CREATE INDEX sheet_syncs_newest ON sheet_syncs (book, id DESC);

-- +goose Down
DROP TABLE sheet_syncs, sheet_clashes, sheet_rows;
