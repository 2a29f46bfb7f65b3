-- Life events: what happened to whom, how that was got to know, what was answered; in versions,
-- nothing overwritten. Days are since 1970, times seconds.
-- What people said is sealed, each text under a key of its own, so that what is said of one person
-- can be erased and what is said of others stays. The day on which it happened is an answer, too.
CREATE TABLE event (
    event INTEGER PRIMARY KEY,       -- the newer, the higher
    id TEXT NOT NULL UNIQUE,         -- what people call it: "lusab-babad"; tells nothing
    type TEXT NOT NULL,              -- the pack
    purpose TEXT NOT NULL,           -- that it is held for: nobody sees it under another
    shadow INTEGER NOT NULL,         -- 1: nothing comes of it but figures
    made INTEGER NOT NULL
);
CREATE INDEX event_of_type ON event (type, event);

CREATE TABLE event_version (
    entry INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES event,
    version INTEGER NOT NULL,        -- from 1
    pack_version TEXT NOT NULL,
    act TEXT NOT NULL,               -- what made it: told, detected, confirmed, corrected …
    status TEXT NOT NULL,            -- proposed, confirmed, acted_on, closed, withdrawn
    known INTEGER NOT NULL,          -- day on which the council knew
    language TEXT NOT NULL,          -- in which whoever told is answered
    case_reference TEXT NOT NULL,    -- "": none
    who TEXT NOT NULL,               -- login; of a detection the trigger
    at INTEGER NOT NULL,
    ended INTEGER,                   -- when the next took its place; NULL: it stands
    why_key INTEGER,                 -- NULL: no reason was given, or it was erased
    why BLOB,                        -- sealed
    UNIQUE (event, version)
);
CREATE INDEX event_stands ON event_version (status, event) WHERE ended IS NULL;

-- Whom it is about: the mentions that were one person under its purpose then. Whoever these are
-- now is who it is about, so that it follows merges and splits; the first place counts most.
CREATE TABLE event_mention (
    event INTEGER NOT NULL REFERENCES event,
    role TEXT NOT NULL,              -- as the pack calls them: subject, survivor …
    since INTEGER NOT NULL,          -- version
    place INTEGER NOT NULL,          -- from 0
    until INTEGER,                   -- version in which they are not any more; NULL: they are
    record INTEGER NOT NULL,         -- outlives the record: no reference
    number INTEGER NOT NULL,         -- 0: whoever it was can't be told any more
    PRIMARY KEY (event, role, since, place)
);
CREATE INDEX event_of_mention ON event_mention (record, number);

-- Each time that the council was told of it, or detected it.
CREATE TABLE event_telling (
    telling INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES event,
    version INTEGER NOT NULL,        -- that it made, or met
    kind TEXT NOT NULL,              -- told, detected
    at INTEGER NOT NULL,
    known INTEGER NOT NULL,          -- day on which the council knew by it
    relation TEXT NOT NULL,          -- of whoever told, to the subject; "": detected
    channel TEXT NOT NULL,           -- phone, desk, post, web …; "": detected
    typed_by TEXT NOT NULL,          -- login; "": nobody
    trigger_name TEXT NOT NULL,      -- "": told
    confidence INTEGER NOT NULL,     -- of a detection, of 1000
    told_by_key INTEGER,             -- NULL: not said, or erased
    told_by BLOB,                    -- sealed: who told, and how they are reached
    reasons_key INTEGER,
    reasons BLOB                     -- sealed: of a detection, in words
);
CREATE INDEX event_telling_of_event ON event_telling (event, telling);

-- From which records it was detected.
CREATE TABLE event_evidence (
    telling INTEGER NOT NULL REFERENCES event_telling,
    record INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (telling, record)
) WITHOUT ROWID;

CREATE TABLE event_answer (
    answer INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES event,
    name TEXT NOT NULL,              -- of the question
    role TEXT NOT NULL,              -- of whom it speaks
    since INTEGER NOT NULL,          -- version
    until INTEGER,                   -- version in which another stands; since: it never stood, but
                                     -- was said by somebody who told it once more
    telling INTEGER,                 -- NULL: corrected
    answer_key INTEGER,              -- NULL: erased
    value BLOB                       -- sealed
);
CREATE INDEX event_answer_of_event ON event_answer (event, answer);

-- What was begun from an event, and must be taken back, or looked at anew, since it was corrected
-- or withdrawn. Kept until whoever carries out what was begun takes it up.
CREATE TABLE event_recall (
    recall INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES event,
    version INTEGER NOT NULL,        -- the last from which anything may have been begun
    what TEXT NOT NULL,              -- recall: all of it; amend: what the correction changes
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    taken INTEGER                    -- when it was taken up; NULL: it waits
);
CREATE INDEX event_recall_waits ON event_recall (recall) WHERE taken IS NULL;
