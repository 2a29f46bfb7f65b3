-- Which headers standing records have: asked for each look at a person.
CREATE INDEX record_version_header ON record_version (header) WHERE known_to IS NULL;
