-- The picture: records as they were received, in versions; what they speak of; who that is.
-- What names or describes a person is sealed (seal.h); what must be found is a keyed token.
-- Times are seconds since 1970, UTC. Nothing is overwritten: a version ends and another begins.

CREATE TABLE source (
    source INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- The columns of a source, as its extracts named them.
CREATE TABLE header (
    header INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source,
    columns BLOB NOT NULL,          -- their names, packed (pack.h)
    UNIQUE (source, columns)
);

-- One delivery of a source that was taken in, whole or in part (a run that was stopped).
CREATE TABLE extract (
    extract INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source,
    begun INTEGER NOT NULL,
    ended INTEGER,                  -- NULL: it was stopped; the next run goes on
    row_count INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    rejected INTEGER NOT NULL
);

CREATE TABLE record (
    record INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source,
    identity BLOB NOT NULL,         -- keyed hash of the source's own key, or of content and count
    UNIQUE (source, identity)
);

CREATE TABLE record_version (
    record INTEGER NOT NULL REFERENCES record,
    version INTEGER NOT NULL,       -- from 1
    extract INTEGER NOT NULL REFERENCES extract,
    row_number INTEGER NOT NULL,    -- in the newest extract that holds the record as it is
    known_from INTEGER NOT NULL,
    known_to INTEGER,               -- NULL: it stands
    header INTEGER NOT NULL REFERENCES header,
    content BLOB NOT NULL,          -- keyed hash of all cells
    value_key INTEGER,              -- NULL: erased
    cells BLOB,                     -- packed, in the order of the header
    PRIMARY KEY (record, version)
);

-- Versions of the model. The one in use is named in `about`; 0: none yet, each mention by itself.
CREATE TABLE model (
    model INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    trained INTEGER NOT NULL,
    adopted INTEGER,
    sealed BLOB NOT NULL            -- model.json
);

-- Mentions of standing records, standardised under one model.
CREATE TABLE mention (
    mention INTEGER PRIMARY KEY,
    model INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES record,
    number INTEGER NOT NULL,        -- from 1 within the record
    node INTEGER NOT NULL,
    address INTEGER,                -- token of the address; NULL: none that names a property
    uprn INTEGER,                   -- token
    value_key INTEGER NOT NULL,
    sealed BLOB NOT NULL,           -- mention_pack
    UNIQUE (record, number, model)
);
CREATE INDEX mention_of_node ON mention (node);
CREATE INDEX mention_at_address ON mention (address, model) WHERE address IS NOT NULL;

-- Mentions of one content, under one model: what is compared.
CREATE TABLE node (
    node INTEGER PRIMARY KEY,
    model INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source INTEGER NOT NULL,
    content INTEGER NOT NULL UNIQUE, -- token of model, kind and content
    component INTEGER NOT NULL      -- its lowest node; 0: that is this one
);
CREATE INDEX node_of_component ON node (component) WHERE component <> 0;

-- Blocks of the model's plan: nodes that share one are compared.
CREATE TABLE block (
    model INTEGER NOT NULL,
    token INTEGER NOT NULL,
    node INTEGER NOT NULL,
    PRIMARY KEY (model, token, node)
) WITHOUT ROWID;

-- Pairs that weigh more than the least that joins; each in both directions.
CREATE TABLE edge (
    node INTEGER NOT NULL,
    other INTEGER NOT NULL,
    score INTEGER NOT NULL,         -- 1/1024 bits
    PRIMARY KEY (node, other)
) WITHOUT ROWID;

CREATE TABLE entity (
    entity INTEGER PRIMARY KEY,     -- the older, the lower
    id TEXT NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    made INTEGER NOT NULL,
    merged_into INTEGER REFERENCES entity -- NULL: it stands, or nothing is left of it
);

CREATE TABLE membership (
    record INTEGER NOT NULL,
    number INTEGER NOT NULL,
    entity INTEGER NOT NULL REFERENCES entity,
    began INTEGER NOT NULL,
    PRIMARY KEY (record, number)
) WITHOUT ROWID;
CREATE INDEX membership_of_entity ON membership (entity);

-- To whom mentions belonged before.
CREATE TABLE membership_past (
    record INTEGER NOT NULL,
    number INTEGER NOT NULL,
    entity INTEGER NOT NULL REFERENCES entity,
    ended INTEGER NOT NULL,
    began INTEGER NOT NULL,         -- after the key's columns: SQLite 3.40's check takes them so
    newest INTEGER NOT NULL,        -- change of then: tells what happened first within a second
    PRIMARY KEY (record, number, entity, ended)
) WITHOUT ROWID;

-- What happened to whom, each change once, in the order of commits, kept until it is read.
CREATE TABLE change (
    change INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    subject TEXT NOT NULL,          -- record, mention, entity, household, property
    what TEXT NOT NULL,             -- added, changed, withdrawn, merged, split, deleted
    number INTEGER NOT NULL,        -- of the record or entity; of a property, its token
    other INTEGER                   -- number of a mention; the entity it was merged into or split from
);
