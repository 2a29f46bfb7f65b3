-- Whom an application in progress is about, where staff began it at that person's page: the mentions
-- that were one person then, as contact_mention. So it follows them, is hidden when they are sealed,
-- and goes when they are erased.
CREATE TABLE application_mention (
    application INTEGER NOT NULL REFERENCES application,
    place INTEGER NOT NULL,
    record INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (application, place)
) WITHOUT ROWID;
CREATE INDEX application_about_mention ON application_mention (record, number);
