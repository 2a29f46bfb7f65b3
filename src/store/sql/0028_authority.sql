-- Who may speak for whom: declared by the person themselves, or by evidence that an officer has
-- seen (a power of attorney, an order of a court). Days are since 1970, times seconds. Names and
-- what was seen are sealed, each under a key of its own.
CREATE TABLE authority (
    authority INTEGER PRIMARY KEY,
    basis TEXT NOT NULL,             -- declared, evidence
    matters TEXT NOT NULL,           -- packs, a comma between; "": all
    from_day INTEGER NOT NULL,
    until_day INTEGER,               -- the last; NULL: until it is ended
    purpose TEXT NOT NULL,           -- under which it was entered
    record INTEGER NOT NULL,         -- of whoever acts, once they took it up; outlives the record
    number INTEGER NOT NULL,         -- their mention of it; record 0: not yet
    code BLOB,                       -- keyed hash of the code to take it up; NULL: none
    made_by TEXT NOT NULL,           -- login; "": the person
    made INTEGER NOT NULL,
    ended INTEGER,                   -- NULL: it stands
    ended_by TEXT,
    actor_key INTEGER,               -- NULL: erased
    actor BLOB,                      -- sealed: who acts, as they are called
    principal_key INTEGER,
    principal BLOB,                  -- sealed: for whom, as they are called
    evidence_key INTEGER,            -- NULL: declared, or erased
    evidence BLOB                    -- sealed: what was seen
);
CREATE UNIQUE INDEX authority_of_code ON authority (code) WHERE code IS NOT NULL;
CREATE INDEX authority_of_actor ON authority (record, number) WHERE record <> 0;

-- For whom it is: the mentions that were one person then, as contact_mention.
CREATE TABLE authority_mention (
    authority INTEGER NOT NULL REFERENCES authority,
    place INTEGER NOT NULL,
    record INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (authority, place)
) WITHOUT ROWID;
CREATE INDEX authority_of_mention ON authority_mention (record, number);
