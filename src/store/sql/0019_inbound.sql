-- What came from other systems (src/deliver/inward.h): each event once, however often it was sent.
-- Who sent which event is told again by keyed hashes: ids are the sender's, and may say anything.
-- Times are seconds since 1970.
CREATE TABLE inbound (
    inbound INTEGER PRIMARY KEY,
    partner TEXT NOT NULL,           -- as delivery.yaml calls it
    purpose TEXT NOT NULL,           -- that it is held for: nobody sees it under another
    event_key BLOB NOT NULL UNIQUE,  -- of partner, source and id
    message_key BLOB NOT NULL,       -- of partner and webhook-id, which a batch shares
    message_content BLOB NOT NULL,   -- of all that the message said
    content BLOB NOT NULL,           -- of what this event said
    kind TEXT NOT NULL,              -- event, confirmation, records, other
    type TEXT NOT NULL,              -- of the message, where it is one that is known; else ""
    outcome TEXT NOT NULL,           -- begun: its effect is under way; taken; refused
    reason TEXT NOT NULL,            -- of a refusal, nothing personal; else ""
    about TEXT NOT NULL,             -- the life event; what was sent and is confirmed; the source
    done INTEGER,                    -- of a confirmation: 1 it was done, 0 it won't be
    at INTEGER NOT NULL,             -- when it came first
    sent INTEGER NOT NULL,           -- when it was written, as it says itself; 0: it doesn't
    again INTEGER NOT NULL,          -- how often it came once more
    taken INTEGER,                   -- of a confirmation: when it was taken up; NULL: it waits
    detail_key INTEGER,              -- NULL: nothing is kept of what it said
    detail BLOB                      -- sealed: what it said, as long as it is needed
);
CREATE INDEX inbound_of_message ON inbound (message_key);
CREATE INDEX inbound_at ON inbound (at);
CREATE INDEX inbound_waits ON inbound (kind, inbound) WHERE taken IS NULL;
CREATE INDEX inbound_detail ON inbound (inbound) WHERE detail_key IS NOT NULL;

-- Of each row of a source that came so, the newest that was said of it: what is older and comes
-- later changes nothing.
CREATE TABLE inbound_row (
    row_key BLOB PRIMARY KEY,        -- keyed hash of source and key
    mark BLOB NOT NULL,              -- when it was written, then which message: in the order of bytes
    at INTEGER NOT NULL              -- when it came
) WITHOUT ROWID;
CREATE INDEX inbound_row_at ON inbound_row (at);
