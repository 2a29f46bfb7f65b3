-- What was kept for as long as its rule says, and went. Nothing personal.

-- One run over one source. What went is counted in the transaction in which it went.
CREATE TABLE retention_run (
    run INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source,
    begun INTEGER NOT NULL,
    ended INTEGER,                  -- NULL: it was stopped; the next run goes on
    days INTEGER NOT NULL,          -- the rule: kept so long after the end …
    rule TEXT NOT NULL,             -- … as the source's file says, or the council's: source, council
    records INTEGER NOT NULL,       -- that went, with all that the home had of them
    versions INTEGER NOT NULL       -- that went, those of such records too
);

-- Keys of what went, to be forgotten; the next opening of the home does it, if the run didn't.
CREATE TABLE retention_key (
    value_key INTEGER PRIMARY KEY
);
