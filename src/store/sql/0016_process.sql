-- Processes: what is done after life events, and what is to leave (src/engine/engine.h). Days are
-- since 1970, times seconds.
-- How far a process is, and since when, is sealed: its days tell the day on which it happened. What
-- the engine must find by is in clear: the day on which it wakes, and the day by which a team has
-- something to do (decision 0031).
CREATE TABLE process (
    process INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES event,
    kept INTEGER NOT NULL REFERENCES pack_kept, -- the pack that it goes under
    status TEXT NOT NULL,            -- running, taking_back, ended
    wake INTEGER,                    -- day; NULL: it waits for no day
    wants_look INTEGER NOT NULL,     -- 1: the facts are to be looked at
    state_key INTEGER,               -- NULL: erased
    state BLOB                       -- sealed (src/engine/process_bytes.c)
);
CREATE INDEX process_of_event ON process (event);
CREATE INDEX process_wakes ON process (wake) WHERE wake IS NOT NULL;
CREATE INDEX process_looks ON process (process) WHERE wants_look = 1;

CREATE TABLE team (
    team INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE        -- as the council calls it
);

-- What a process asks of teams, and its outbox. Steps and duties by their places in the pack that
-- the process goes under.
CREATE TABLE action (
    action INTEGER PRIMARY KEY,      -- the newer, the higher
    process INTEGER NOT NULL REFERENCES process,
    kind TEXT NOT NULL,              -- task, send, remind, tell, ask
    reason TEXT,                     -- of tell: late, stuck, died …
    state TEXT NOT NULL,             -- open, ready, leased, going, parked, ended, stopped
    place INTEGER NOT NULL,          -- of the step; of ask and some of tell, of the
                                     -- duty; 65535: the pack has it no more
    round INTEGER NOT NULL,          -- how often the step was begun
    stop_wanted INTEGER NOT NULL,    -- 1: it was going, or may have left, when it was stopped
    may_have_left INTEGER NOT NULL,  -- 1: at an earlier try, of which nobody knows what became
    team INTEGER NOT NULL REFERENCES team, -- whose it is, or whose step
    also INTEGER REFERENCES team,    -- to whom the step escalates; NULL: it is not escalated
    due INTEGER,                     -- day; NULL: none
    token INTEGER NOT NULL,          -- of its lease; rises with each
    tries INTEGER NOT NULL,
    next_try INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    wakes INTEGER,                   -- when a worker may take it; NULL: nothing to be sent
    made INTEGER NOT NULL,
    ended INTEGER                    -- NULL: it lasts
);
CREATE INDEX action_of_process ON action (process, place);
CREATE INDEX action_wakes ON action (wakes) WHERE wakes IS NOT NULL;
CREATE INDEX action_of_team ON action (team, due) WHERE state = 'open';
CREATE INDEX action_escalated ON action (also, due) WHERE state = 'open' AND also IS NOT NULL;
CREATE INDEX action_parked ON action (action) WHERE state = 'parked';

-- What is to leave, composed: the same bytes at each try.
CREATE TABLE action_content (
    action INTEGER PRIMARY KEY REFERENCES action,
    made INTEGER NOT NULL,
    content_key INTEGER NOT NULL,
    content BLOB NOT NULL            -- sealed (src/engine/action_content.c)
);

-- What happened, on its way into the audit log (src/engine/process_log.c). Nothing personal.
CREATE TABLE process_leaf (
    leaf INTEGER PRIMARY KEY,        -- in the order in which it happened; never given twice
    process INTEGER NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,              -- of input; begun, moved
    place INTEGER NOT NULL,
    inputs INTEGER NOT NULL          -- the process's version by it
);

-- The entry of the ledger that stands for a duty: what a step discharges.
CREATE INDEX duty_entry_of_duty ON duty_entry (event, duty) WHERE ended IS NULL;
