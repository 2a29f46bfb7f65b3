-- What residents ask of the council under UK GDPR Articles 15 to 18 and 21, each with its clock
-- (statutory_clock.h). Days are since 1970, times seconds.
CREATE TABLE request (
    request INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,              -- access, rectification, erasure, restriction, objection
    entity INTEGER NOT NULL REFERENCES entity, -- whose it was then
    received INTEGER NOT NULL,       -- day
    due INTEGER NOT NULL,            -- day
    extended INTEGER NOT NULL,       -- 1: by two months
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    detail_key INTEGER,              -- NULL: nothing was said, or it was erased
    detail BLOB,                     -- sealed: what is asked for
    closed INTEGER,                  -- when; NULL: it is open
    closed_by TEXT,
    outcome_key INTEGER,
    outcome BLOB                     -- sealed: what became of it
);
CREATE INDEX request_open ON request (due) WHERE closed IS NULL;

-- A purpose used for once without role, team or case (access.md: break-glass): told to its owner,
-- and to be reviewed by somebody else. Written before anything is shown.
CREATE TABLE break_glass (
    notice INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    purpose TEXT NOT NULL,
    owner TEXT NOT NULL,             -- the post that answers for the purpose, as it was then
    case_reference TEXT NOT NULL,    -- "": none
    person TEXT NOT NULL,            -- the id under that purpose that was asked for
    reason_key INTEGER,              -- NULL: erased
    reason BLOB,                     -- sealed
    reviewed INTEGER,                -- when; NULL: it waits
    reviewed_by TEXT,
    justified INTEGER,               -- 1, 0
    finding_key INTEGER,
    finding BLOB                     -- sealed
);
CREATE INDEX break_glass_waits ON break_glass (notice) WHERE reviewed IS NULL;
