-- What the database is about: one row for each fact of the whole of it, by name.
CREATE TABLE about (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
);
