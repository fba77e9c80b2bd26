-- Full files of items as they were written at night; what they hold lies in the blob store. A file that came out the same
-- the next night is the same row, checked on a later day.
CREATE TABLE full_files (
  item TEXT NOT NULL,
  format TEXT NOT NULL,
  made_on TEXT NOT NULL,
  checked_on TEXT NOT NULL,
  rows BIGINT NOT NULL,
  size BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  log_size BIGINT NOT NULL,
  leaf_index BIGINT,
  PRIMARY KEY (item, format, made_on)
);
-- Nights: which process writes the files of one, and whether it is done.
CREATE TABLE full_file_nights (
  night TEXT NOT NULL PRIMARY KEY,
  claimed_at TEXT NOT NULL,
  done_at TEXT
);
-- What was withdrawn of an item behind a leaf, to take down files that still hold it.
CREATE INDEX disclosures_withdrawn ON disclosures (item, leaf_index) WHERE status = 'withdrawn';
