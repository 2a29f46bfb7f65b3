-- What is known of models beyond their weights (src/record/model_history.h): how good each was
-- estimated to be when it was trained, and who took which into use, and why.
CREATE TABLE model_quality (
    model INTEGER PRIMARY KEY REFERENCES model,
    records INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    entities INTEGER NOT NULL,
    right_share REAL,                -- of its links, estimated without labels; NULL: can't be told
    found_share REAL,
    cannot_tell TEXT NOT NULL        -- why; ""
);

CREATE TABLE model_adoption (
    adoption INTEGER PRIMARY KEY,
    model INTEGER NOT NULL REFERENCES model,
    who TEXT NOT NULL,               -- login
    at INTEGER NOT NULL,
    reason BLOB NOT NULL             -- sealed: it may name people
);
