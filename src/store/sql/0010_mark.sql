-- What is marked of a mention: that it is sealed (access.md), restricted (UK GDPR Article 18),
-- objected to (Article 21), or held for a legal claim, so that it is not erased. A mention is known
-- by its record and its number in it, as in table decision: a mark outlives a new model, a corrected
-- value, the record's withdrawal and return. Nothing is overwritten: a mark that is lifted has an
-- end.
CREATE TABLE mark (
    mark INTEGER PRIMARY KEY,        -- the newer, the higher
    act INTEGER NOT NULL,            -- marks of one order: the number of the first
    what INTEGER NOT NULL,           -- 1 sealed, 2 restricted, 3 objected, 4 held
    entity INTEGER NOT NULL REFERENCES entity, -- whose it was then
    record INTEGER NOT NULL REFERENCES record,
    number INTEGER NOT NULL,
    team TEXT,                       -- of a seal: who still sees them
    ground TEXT,                     -- of a seal
    until INTEGER,                   -- of a hold: its last day, days since 1970
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    why_key INTEGER,                 -- NULL: no reason was given, or it was erased
    why BLOB,                        -- sealed
    lifted INTEGER,                  -- when; NULL: it stands
    lifted_by TEXT
);
CREATE INDEX mark_of_mention ON mark (record, number) WHERE lifted IS NULL;
CREATE INDEX mark_of_entity ON mark (entity);

-- Whom a record named beside those who were sealed, then: tokens of names. All others that it names
-- later are sealed, too, until a person has looked.
CREATE TABLE mark_beside (
    record INTEGER NOT NULL,
    name INTEGER NOT NULL,
    PRIMARY KEY (record, name)
) WITHOUT ROWID;

-- Records of which nobody is left to be known of: all that count or list records leave them out.
CREATE TABLE hidden_record (
    record INTEGER PRIMARY KEY
);

-- A seal opened to one more person: asked for by one, approved by another, for a time.
CREATE TABLE seal_opening (
    opening INTEGER PRIMARY KEY,
    act INTEGER NOT NULL,            -- of the seal's marks
    login TEXT NOT NULL,             -- to whom
    until INTEGER NOT NULL,          -- the last day, days since 1970
    asked_by TEXT NOT NULL,
    asked INTEGER NOT NULL,
    why_key INTEGER,
    why BLOB,                        -- sealed
    approved_by TEXT,                -- NULL: nobody has yet, and it opens nothing
    approved INTEGER
);
CREATE INDEX seal_opening_of_act ON seal_opening (act);
