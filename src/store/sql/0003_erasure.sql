-- What was erased, what is still to be done for it, and what must not come back. Nothing personal.

-- One erasure of an entity. Its database work is one transaction; `ended` NULL: keys remain to be
-- forgotten, which the next opening of the home does.
CREATE TABLE erasure (
    erasure INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL REFERENCES entity,
    begun INTEGER NOT NULL,
    ended INTEGER
);
CREATE TABLE erasure_key (
    erasure INTEGER NOT NULL REFERENCES erasure,
    value_key INTEGER NOT NULL,
    PRIMARY KEY (erasure, value_key)
) WITHOUT ROWID;

-- Keys of mentions that a record had before: older backups hold what they sealed.
CREATE TABLE key_past (
    record INTEGER NOT NULL,
    value_key INTEGER NOT NULL,
    PRIMARY KEY (record, value_key)
) WITHOUT ROWID;

-- Keyed hashes of what must not be taken in again (suppression.h). values.db holds the same list,
-- and opening a home makes both whole, so that neither an older backup of the one nor of the other
-- brings anybody back.
CREATE TABLE suppression (
    token BLOB PRIMARY KEY
) WITHOUT ROWID;
