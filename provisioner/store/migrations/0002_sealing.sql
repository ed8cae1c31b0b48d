-- Sealed states: who can open them, and under which key each tenancy's rows are.

-- One row each time the whole state was sealed, sealed anew or opened for good; the newest counts.
CREATE TABLE sealing (
    generation BIGINT NOT NULL PRIMARY KEY CHECK (generation > 0),
    key_id     TEXT   NOT NULL, -- empty: rows are plain
    at         TEXT   NOT NULL,
    recipients TEXT   NOT NULL, -- JSON list of age recipients: public keys
    wrapped    TEXT   NOT NULL, -- the data key as an age file, base64
    former     TEXT   NOT NULL  -- JSON list: where each chain ended before it was written anew
);

-- The key_id of what a tenancy's rows are sealed with: kept under the row that every writer holds.
ALTER TABLE tenancy ADD COLUMN seal TEXT NOT NULL DEFAULT '';
