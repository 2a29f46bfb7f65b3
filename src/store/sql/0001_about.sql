-- What a database says of itself: the check of its keys, the model in use.

CREATE TABLE about (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
);
