-- The review on pages (src/record/review_queue.h): pairs in doubt, in the order in which they are
-- asked, and what each reviewer said. Decisions and second opinions themselves are in decision and
-- opinion. Nothing personal but by its records.
CREATE TABLE review_pair (
    pair INTEGER PRIMARY KEY,
    left_record INTEGER NOT NULL REFERENCES record,
    left_number INTEGER NOT NULL,
    right_record INTEGER NOT NULL REFERENCES record,
    right_number INTEGER NOT NULL,
    place INTEGER NOT NULL,          -- in the list, from 1; 0: it is not of the list any more
    model INTEGER NOT NULL,          -- under which the list was made
    weight INTEGER NOT NULL,         -- 1/1024 bits, what that model says
    second TEXT NOT NULL,            -- why another is asked, too: share, marked; "": nobody is
    marked_by TEXT,                  -- login
    UNIQUE (left_record, left_number, right_record, right_number)
);
CREATE INDEX review_pair_in_place ON review_pair (place) WHERE place > 0;
CREATE INDEX review_pair_of_right ON review_pair (right_record);

CREATE TABLE review_said (
    said INTEGER PRIMARY KEY,        -- the newer, the higher
    pair INTEGER NOT NULL REFERENCES review_pair,
    who TEXT NOT NULL,               -- login
    answer TEXT NOT NULL,            -- same, different, unsure
    at INTEGER NOT NULL,
    decision INTEGER,                -- that the answer was; NULL: it decided nothing
    opinion INTEGER,                 -- likewise
    UNIQUE (pair, who)
);
CREATE INDEX review_said_by ON review_said (who, said);
