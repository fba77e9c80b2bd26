-- Exchange of credit records with the national platform: how far each item was written into upload files, the files,
-- and what came back as refused.
CREATE TABLE credit_uploads (
  id TEXT NOT NULL PRIMARY KEY,
  item TEXT NOT NULL,
  from_leaf BIGINT NOT NULL,
  to_leaf BIGINT NOT NULL,
  rows_written BIGINT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE UNIQUE INDEX credit_uploads_by_end ON credit_uploads (item, to_leaf);
CREATE UNIQUE INDEX credit_uploads_by_start ON credit_uploads (item, from_leaf);
CREATE TABLE credit_refusals (
  disclosure_id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  received_at TEXT NOT NULL
);
CREATE INDEX credit_refusals_by_agency ON credit_refusals (agency_code, received_at, disclosure_id);
