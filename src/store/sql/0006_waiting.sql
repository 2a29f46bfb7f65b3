-- Records that wait for the next version of the model, unlinked: a value of theirs has become too
-- common for the plan of the one in use (live_waiting.h).
CREATE TABLE waiting (
    record INTEGER PRIMARY KEY,
    key TEXT NOT NULL,              -- of the plan, in words
    since INTEGER NOT NULL
);
