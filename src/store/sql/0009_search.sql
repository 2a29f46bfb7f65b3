-- The words by which mentions are found (search_words.h), each a keyed hash, with the mentions of one
-- source that have it (search_store.h). Whether it is whole, and of which words: `about`, search.
CREATE TABLE search (
    model INTEGER NOT NULL,
    token INTEGER NOT NULL,
    source INTEGER NOT NULL,
    first INTEGER NOT NULL,         -- record of the first mention
    postings BLOB NOT NULL,         -- a record's mentions lie in one row
    PRIMARY KEY (model, token, source, first)
) WITHOUT ROWID;
