-- What people decided of two mentions: the same, or different. A mention is known by its record,
-- which is the same one when it comes back after it was withdrawn, and its number in it. Nothing is
-- overwritten: a decision that is taken back has an end.
CREATE TABLE decision (
    decision INTEGER PRIMARY KEY,    -- the newer, the higher
    same INTEGER NOT NULL,           -- 1: the same; 0: different
    left_record INTEGER NOT NULL REFERENCES record,
    left_number INTEGER NOT NULL,
    right_record INTEGER NOT NULL REFERENCES record,
    right_number INTEGER NOT NULL,
    left_content INTEGER,            -- token of what each said then (decision_store.h); NULL: it
    right_content INTEGER,           -- didn't stand
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    why_key INTEGER,                 -- NULL: no reason was given, or it was erased
    why BLOB,                        -- sealed: it may name people
    weight INTEGER,                  -- 1/1024 bits, what the model said to begin with; NULL: nothing
    act INTEGER NOT NULL,            -- decisions of one merge or split: the number of the first
    undone INTEGER,                  -- when; NULL: it stands
    undone_by TEXT
);
CREATE INDEX decision_of_left ON decision (left_record, left_number) WHERE undone IS NULL;
CREATE INDEX decision_of_right ON decision (right_record, right_number) WHERE undone IS NULL;
CREATE INDEX decision_of_act ON decision (act);

-- Second opinions: a pair that somebody had decided, shown to another. They decide nothing.
CREATE TABLE opinion (
    opinion INTEGER PRIMARY KEY,
    decision INTEGER NOT NULL REFERENCES decision,
    same INTEGER NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX opinion_of_decision ON opinion (decision);
