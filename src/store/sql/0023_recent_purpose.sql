-- Which purposes members of staff have chosen last (src/record/recent_purpose.h).
CREATE TABLE recent_purpose (
    who TEXT NOT NULL,               -- login
    purpose TEXT NOT NULL,
    used INTEGER NOT NULL,           -- seconds since 1970
    PRIMARY KEY (who, purpose)
) WITHOUT ROWID;
