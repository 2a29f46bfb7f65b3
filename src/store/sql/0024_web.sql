-- Who sits before a browser (src/web): sessions, what they keep, what was sent once; how staff and
-- residents sign in. Times are seconds since 1970.

CREATE TABLE web_session (
    session INTEGER PRIMARY KEY,
    cookie BLOB NOT NULL UNIQUE,     -- keyed hash of it
    kind INTEGER NOT NULL,           -- enum session_kind
    login TEXT NOT NULL,             -- of staff; else ""
    roles TEXT NOT NULL,             -- of staff let in with these roles alone; "": all
    record INTEGER NOT NULL,         -- of a resident: the mention; outlives it: no reference
    mention INTEGER NOT NULL,
    begun INTEGER NOT NULL,
    signed_in INTEGER NOT NULL,      -- 0: a visitor
    used INTEGER NOT NULL            -- last, to the minute
);

-- What a session keeps besides, by the program's own names.
CREATE TABLE web_kept (
    kept INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    name TEXT NOT NULL,
    text_key INTEGER,
    text BLOB,                       -- sealed
    UNIQUE (session, name)
);

-- Forms that were sent, by their idempotency key.
CREATE TABLE web_submission (
    session INTEGER NOT NULL,
    submission TEXT NOT NULL,
    begun INTEGER NOT NULL,
    location TEXT,                   -- where it led to; NULL: it is not known to be done
    PRIMARY KEY (session, submission)
) WITHOUT ROWID;

-- Local accounts of staff. login is of staff.yaml, which says who is in post.
CREATE TABLE web_account (
    account INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    made INTEGER NOT NULL,
    enrolment BLOB,                  -- keyed hash of the one-time code; NULL: none waits
    enrolment_until INTEGER NOT NULL,
    password TEXT,                   -- Argon2id, as libsodium writes it; NULL: none was set
    secret_key INTEGER,              -- NULL: no authenticator was set up
    secret BLOB,                     -- sealed: of one-time passwords (RFC 6238)
    step INTEGER NOT NULL,           -- the last step that was used
    disabled INTEGER NOT NULL
);

-- What failed of late, by keyed hashes of accounts, addresses, codes.
CREATE TABLE web_attempt (
    what BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last INTEGER NOT NULL
) WITHOUT ROWID;

-- One-time codes by which residents are let in.
CREATE TABLE web_code (
    code INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,  -- its first characters
    secret BLOB NOT NULL,            -- keyed hash of all of it
    record INTEGER NOT NULL,         -- whom it lets in; outlives it: no reference
    mention INTEGER NOT NULL,
    who TEXT NOT NULL,               -- login of who issued it
    made INTEGER NOT NULL,
    until INTEGER NOT NULL,
    tries INTEGER NOT NULL,          -- that failed
    used INTEGER                     -- when; NULL: not yet
);
CREATE INDEX web_code_of_mention ON web_code (record, mention);

-- Residents who come by a sign-on for residents: bound to a mention by a one-time code, once.
CREATE TABLE web_sign_on (
    subject BLOB PRIMARY KEY,        -- keyed hash of issuer and subject
    record INTEGER NOT NULL,         -- outlives it: no reference
    mention INTEGER NOT NULL,
    made INTEGER NOT NULL
) WITHOUT ROWID;
