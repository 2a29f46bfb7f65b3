-- What joins life events to processes (src/engine/case_feed.h), and who has died (deceased.h).

-- How far events, and the feed of changes of the picture, were taken up.
CREATE TABLE case_feed (
    name TEXT PRIMARY KEY,           -- events, changes
    position INTEGER NOT NULL        -- the last entry of event_version, or of change
) WITHOUT ROWID;

-- Events that could not be taken up, since their pack can't be read: tried again each time.
CREATE TABLE case_held_up (
    event INTEGER PRIMARY KEY REFERENCES event
);

-- Whom a confirmed event says to have died: the mentions that they were, and the names under which
-- somebody who was named in free text may be they. Nothing is addressed to any of them.
CREATE TABLE deceased_mention (
    record INTEGER NOT NULL,         -- outlives the record: no reference
    number INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES event,
    PRIMARY KEY (record, number, event)
) WITHOUT ROWID;
CREATE INDEX deceased_mention_of_event ON deceased_mention (event);

CREATE TABLE deceased_name (
    token BLOB NOT NULL,             -- keyed hash of a name, alone or with a postcode
    event INTEGER NOT NULL REFERENCES event,
    PRIMARY KEY (token, event)
) WITHOUT ROWID;
CREATE INDEX deceased_name_of_event ON deceased_name (event);

-- Why somebody decided, closed or discharged something.
CREATE TABLE case_reason (
    reason INTEGER PRIMARY KEY,
    process INTEGER NOT NULL,
    what TEXT NOT NULL,              -- done, decided, closed, discharged, left, again, stopped
    place INTEGER NOT NULL,          -- of the step; of discharged, of the duty
    option TEXT NOT NULL,            -- of decided, as the pack calls it; else ""
    who TEXT NOT NULL,               -- login
    at INTEGER NOT NULL,
    text_key INTEGER,                -- NULL: none was given, or it was erased
    text BLOB                        -- sealed
);
CREATE INDEX case_reason_of_process ON case_reason (process, reason);
