-- The record, the journal and the locks. Plain SQL, read alike by SQLite and PostgreSQL.
-- Times are RFC 3339 text; bodies are JSON text, kept byte for byte because hashes cover them.

-- One row for each tenancy that was ever locked: its counters and the end of its journal.
CREATE TABLE tenancy (
    tenancy      TEXT   NOT NULL PRIMARY KEY,
    serial       BIGINT NOT NULL DEFAULT 0,
    fence        BIGINT NOT NULL DEFAULT 0,
    journal_seq  BIGINT NOT NULL DEFAULT 0,
    journal_hash TEXT   NOT NULL DEFAULT ''
);

-- Append-only. Each tenancy has a chain of its own, so that tenancies never wait for each other.
CREATE TABLE journal (
    tenancy   TEXT   NOT NULL REFERENCES tenancy (tenancy),
    seq       BIGINT NOT NULL CHECK (seq > 0),
    event     TEXT   NOT NULL CHECK (event IN ('begin', 'doubt', 'end', 'settled', 'lock-broken')),
    run       TEXT,
    token     TEXT,
    address   TEXT,
    fence     BIGINT NOT NULL,
    at        TEXT,
    body      TEXT   NOT NULL,
    prev_hash TEXT   NOT NULL,
    hash      TEXT   NOT NULL,
    PRIMARY KEY (tenancy, seq),
    CHECK (event = 'lock-broken' OR (run IS NOT NULL AND token IS NOT NULL AND address IS NOT NULL))
);
CREATE INDEX journal_token ON journal (token, seq);
CREATE UNIQUE INDEX journal_begun_once ON journal (token) WHERE event = 'begin';
CREATE UNIQUE INDEX journal_ended_once ON journal (token) WHERE event IN ('end', 'settled');

-- The begin rows no outcome is known of: what the journal says, made quick to find.
CREATE TABLE open_intent (
    token   TEXT   NOT NULL PRIMARY KEY,
    tenancy TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    FOREIGN KEY (tenancy, seq) REFERENCES journal (tenancy, seq)
);
CREATE UNIQUE INDEX open_intent_age ON open_intent (tenancy, seq);

-- What the last apply left; seq is the journal row that wrote it and holds its digest.
CREATE TABLE resource (
    tenancy TEXT   NOT NULL,
    address TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    body    TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (tenancy, address),
    FOREIGN KEY (tenancy, seq) REFERENCES journal (tenancy, seq)
);
CREATE INDEX resource_identity ON resource (kind, id);

-- Held locks. The fence is the tenancy's newest; a write under an older one is refused.
CREATE TABLE lock (
    tenancy TEXT   NOT NULL PRIMARY KEY REFERENCES tenancy (tenancy),
    holder  TEXT   NOT NULL,
    since   TEXT   NOT NULL,
    until   TEXT   NOT NULL,
    fence   BIGINT NOT NULL
);
