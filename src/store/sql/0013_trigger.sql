-- Triggers (trigger.h): who switched them on or off, and how far each has read the feed of changes.
-- Names are "PACK/TRIGGER". Days are since 1970, times seconds. Nothing here is of a person but who
-- decided.

-- A trial over history: what a decision to switch on must be made on.
CREATE TABLE trigger_trial (
    trial INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    content BLOB NOT NULL,           -- hash of the trigger's file
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    looked_at INTEGER NOT NULL,      -- changes, or persons whose day it was
    proposed INTEGER NOT NULL,       -- events that it would have proposed
    cant_tell INTEGER NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL
);

-- Each decision on a trigger, or on a whole pack ("PACK"); the newest of a name holds.
CREATE TABLE trigger_decision (
    decision INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL,             -- on, off, shadow
    content BLOB NOT NULL,           -- hash of the file then; of a pack empty
    trial INTEGER REFERENCES trigger_trial, -- whose figures were looked at; NULL: switched off
    who TEXT NOT NULL,               -- in whose name it runs
    at INTEGER NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX trigger_decision_of ON trigger_decision (name, decision);

-- How far each has gone: moved in the transaction of what it proposed, so that nothing is proposed
-- twice or missed.
CREATE TABLE trigger_position (
    name TEXT PRIMARY KEY,
    change INTEGER NOT NULL,         -- the last of the feed that was looked at
    day INTEGER NOT NULL,            -- the last day whose dates were looked at
    looked_at INTEGER NOT NULL,
    proposed INTEGER NOT NULL,
    cant_tell INTEGER NOT NULL,
    at INTEGER NOT NULL
);
