-- What was told of a month, once it was over: the same again to whoever asks later, so that nobody
-- learns of one case by asking twice (src/engine/case_measures.h). Counts in which nobody can be
-- found, as JSON; nothing personal.
CREATE TABLE measure_month (
    month INTEGER PRIMARY KEY,       -- year * 100 + month
    made INTEGER NOT NULL,           -- seconds since 1970
    figures TEXT NOT NULL
);
CREATE INDEX duty_entry_made ON duty_entry (at, state);
