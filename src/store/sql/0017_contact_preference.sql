-- What people said of how they can and want to be reached: statements, nothing overwritten. Days are
-- since 1970, times seconds. What was said is sealed, each text under a key of its own.
CREATE TABLE contact_statement (
    statement INTEGER PRIMARY KEY,   -- the newer, the higher
    purpose TEXT NOT NULL,           -- under which it was typed
    alone INTEGER NOT NULL,          -- 1: said for that purpose, and for no other
    sayer TEXT NOT NULL,             -- self, representative, other
    said INTEGER NOT NULL,           -- day
    who TEXT NOT NULL,               -- login of whoever typed it
    at INTEGER NOT NULL,
    said_by_key INTEGER,             -- NULL: not said
    said_by BLOB                     -- sealed: who that is, where it is not the person
);

-- Whose it is: the mentions that were one person under its purpose then; the first place counts
-- most.
CREATE TABLE contact_mention (
    statement INTEGER NOT NULL REFERENCES contact_statement,
    place INTEGER NOT NULL,          -- from 0
    record INTEGER NOT NULL,         -- outlives the record: no reference
    number INTEGER NOT NULL,         -- 0: whoever it was can't be told any more
    PRIMARY KEY (statement, place)
) WITHOUT ROWID;
CREATE INDEX contact_of_mention ON contact_mention (record, number);

CREATE TABLE contact_value (
    value INTEGER PRIMARY KEY,
    statement INTEGER NOT NULL REFERENCES contact_statement,
    item TEXT NOT NULL,              -- preferred, email, phone_value …
    text_key INTEGER,                -- NULL: what was said before is taken back
    text BLOB                        -- sealed
);
CREATE INDEX contact_value_of_statement ON contact_value (statement, value);
