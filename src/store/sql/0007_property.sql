-- Properties as the feed of changes has told of them (property_store.h): who is where is worked out
-- from mentions; this is what it came to last, so that each change of it is told once.
CREATE TABLE property (
    property INTEGER PRIMARY KEY,   -- token of its UPRN, else of its address
    since INTEGER NOT NULL,         -- the first mention of it
    persons INTEGER NOT NULL,       -- entities; 0: no household
    who INTEGER NOT NULL            -- hash of which
);
CREATE INDEX mention_with_uprn ON mention (uprn, model) WHERE uprn IS NOT NULL;
