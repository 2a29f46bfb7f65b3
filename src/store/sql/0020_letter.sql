-- Letters, typeset, from when they are made until they were posted (src/engine/letter_post.h). Who
-- a letter is for stands in its PDF and in action_content alone, sealed.

-- Handed over to whoever prints them, together.
CREATE TABLE letter_batch (
    batch INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,         -- of its folder
    state TEXT NOT NULL,             -- handing: recorded, and the folder may be there; handed; posted
    who TEXT NOT NULL,               -- login
    made INTEGER NOT NULL,
    ended INTEGER                    -- when the print room said that it was posted
);
CREATE INDEX letter_batch_open ON letter_batch (batch) WHERE state <> 'posted';

CREATE TABLE letter (
    letter INTEGER PRIMARY KEY,
    action INTEGER NOT NULL UNIQUE REFERENCES action,
    reference TEXT NOT NULL UNIQUE,  -- on paper, and in its barcode
    delivery TEXT NOT NULL,          -- the delivery's key
    language TEXT NOT NULL,
    large_print INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    made INTEGER NOT NULL,
    state TEXT NOT NULL,             -- waiting, batch, handed, stopped
    batch INTEGER REFERENCES letter_batch,
    pdf_key INTEGER,                 -- NULL: erased, or posted
    pdf BLOB                         -- sealed
);
CREATE INDEX letter_waits ON letter (letter) WHERE state = 'waiting';
CREATE INDEX letter_of_batch ON letter (batch, letter);

-- What became of the last try to deliver something. Nothing personal.
CREATE TABLE delivery_note (
    action INTEGER PRIMARY KEY REFERENCES action,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,           -- left, later, refused, uncertain
    reason TEXT NOT NULL,            -- for people
    reference TEXT NOT NULL          -- what the carrier calls it; "": nothing
);
