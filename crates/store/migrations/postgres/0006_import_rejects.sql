-- How long the file of rejected rows was when the position was written: what is behind it belongs to a batch that was not
-- committed, and is written again.
ALTER TABLE import_positions ADD COLUMN rejects_bytes BIGINT NOT NULL DEFAULT 0;
