-- What looks at all versions looks at these alone: their rows are most of the store.
-- What has ended, by when, for retention; what stands, by the extract that brought it, for counts.
CREATE INDEX record_version_ended ON record_version (known_to) WHERE known_to IS NOT NULL;
CREATE INDEX record_version_standing ON record_version (extract) WHERE known_to IS NULL;
