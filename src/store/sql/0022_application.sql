-- Applications in progress: what somebody has answered of a life event's questions so far, kept
-- until it is sent, or for 28 days; and who else speaks for them meanwhile. Times are seconds since
-- 1970. What was answered is sealed, each text under a key of its own.
CREATE TABLE application (
    application INTEGER PRIMARY KEY, -- the newer, the higher
    id TEXT NOT NULL UNIQUE,         -- in the paths of staff: "lusab-babad"; tells nothing
    type TEXT NOT NULL,              -- the pack
    language TEXT NOT NULL,          -- en, cy
    record INTEGER NOT NULL,         -- of a resident who is signed in; outlives the record
    number INTEGER NOT NULL,         -- their mention of it; record 0: nobody who is signed in
    begun INTEGER NOT NULL,
    changed INTEGER NOT NULL,        -- the last time that something was answered
    code BLOB,                       -- keyed hash of the resume code; NULL: it was not saved
    check_item TEXT NOT NULL,        -- which answer is asked with the code; "": none
    check_hash BLOB,                 -- keyed hash of that answer
    tries INTEGER NOT NULL,          -- wrong answers with that code, in turn
    sent INTEGER,                    -- NULL: in progress
    event TEXT NOT NULL              -- the event that it became; "": none yet
);
CREATE UNIQUE INDEX application_of_code ON application (code) WHERE code IS NOT NULL;
CREATE INDEX application_of_mention ON application (record, number) WHERE record <> 0;
CREATE INDEX application_changed ON application (changed);
CREATE INDEX application_of_event ON application (event) WHERE event <> '';

-- Each answer as it was typed, nothing overwritten: the one that stands has not ended. When the
-- application is sent the texts go, since the event has them; who typed what stays.
CREATE TABLE application_entry (
    entry INTEGER PRIMARY KEY,
    application INTEGER NOT NULL REFERENCES application,
    name TEXT NOT NULL,              -- of the question
    who TEXT NOT NULL,               -- login of the officer who typed it; "": the resident
    channel TEXT NOT NULL,           -- web, phone, desk …
    at INTEGER NOT NULL,
    ended INTEGER,                   -- when it was changed; NULL: it stands
    text_key INTEGER,                -- NULL: it was taken back, or is kept no longer
    text BLOB                        -- sealed
);
CREATE INDEX application_entry_of ON application_entry (application, entry);

-- Which browsers have it open: keyed hashes of what their sessions alone know.
CREATE TABLE application_holder (
    holder BLOB NOT NULL,
    application INTEGER NOT NULL REFERENCES application,
    since INTEGER NOT NULL,
    PRIMARY KEY (holder, application)
) WITHOUT ROWID;
CREATE INDEX application_holder_of ON application_holder (application);
