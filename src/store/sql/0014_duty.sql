-- The duty ledger: of each event, what became of each duty of its pack, from when to when; nothing
-- overwritten. Days are since 1970, times seconds.
-- What a finding rests on is sealed, and its deadline too: it tells the day on which it happened.
CREATE TABLE duty_entry (
    entry INTEGER PRIMARY KEY,       -- the newer, the higher
    event INTEGER NOT NULL REFERENCES event,
    event_version INTEGER NOT NULL,  -- that was looked at
    duty TEXT NOT NULL,              -- as the pack calls it
    pack_version INTEGER NOT NULL,
    law_day INTEGER NOT NULL,        -- the day whose law held
    state TEXT NOT NULL,             -- not_in_force, not_applicable, cannot_tell, refused, started …
    owner TEXT NOT NULL,             -- team
    finds_out TEXT NOT NULL,         -- team that must find out what is missing; "": nothing is
    looked INTEGER NOT NULL,         -- day
    who TEXT NOT NULL,               -- login
    at INTEGER NOT NULL,
    ended INTEGER,                   -- when the next took its place, or the event ended; NULL: it stands
    text_key INTEGER,                -- NULL: erased
    text BLOB                        -- sealed: deadline, why, what is missing (src/process/duty_ledger.c)
);
CREATE INDEX duty_entry_of_event ON duty_entry (event, entry);
CREATE INDEX duty_entry_stands ON duty_entry (state, entry) WHERE ended IS NULL;
