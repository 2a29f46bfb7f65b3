-- Packs as they stood when cases began: a case keeps the version that it began with until somebody
-- moves it on purpose. Nothing here is of a person but which event uses which.
CREATE TABLE pack_kept (
    kept INTEGER PRIMARY KEY,
    pack TEXT NOT NULL,
    version INTEGER NOT NULL,
    content BLOB NOT NULL UNIQUE,    -- hash of the files
    files BLOB NOT NULL,             -- of the pack and of the overlay on it (src/process/pack_keep.h)
    since INTEGER NOT NULL
);

CREATE TABLE event_pack (
    event INTEGER PRIMARY KEY REFERENCES event,
    kept INTEGER NOT NULL REFERENCES pack_kept,
    since INTEGER NOT NULL,
    who TEXT NOT NULL                -- login of whoever began the case, or moved it
);
CREATE INDEX event_pack_of_kept ON event_pack (kept, event);
