-- Help offered to people who can't be reached as others are. Times are seconds since 1970.
CREATE TABLE help_offer (
    offer INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,              -- device, connection, skills, language_line …
    state TEXT NOT NULL,             -- open, taken, declined, closed
    purpose TEXT NOT NULL,           -- under which it was opened
    opened INTEGER NOT NULL,
    opened_by TEXT NOT NULL,
    ended INTEGER,                   -- NULL: it is open
    ended_by TEXT,
    note_key INTEGER,                -- NULL: nothing was noted
    note BLOB                        -- sealed: what became of it
);

-- Whose it is, as contact_mention.
CREATE TABLE help_offer_mention (
    offer INTEGER NOT NULL REFERENCES help_offer,
    place INTEGER NOT NULL,
    record INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (offer, place)
) WITHOUT ROWID;
CREATE INDEX help_offer_of_mention ON help_offer_mention (record, number);
