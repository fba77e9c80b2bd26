-- Bulk work that an agency's people begin at the desk: a file of rows to publish. It has the same steps as a draft.
CREATE TABLE bulk_jobs (
  id TEXT NOT NULL PRIMARY KEY,
  item TEXT NOT NULL,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  file_name TEXT NOT NULL,
  columns TEXT NOT NULL,
  state TEXT NOT NULL,
  lock_version BIGINT NOT NULL,
  drafter TEXT NOT NULL,
  drafted_by TEXT NOT NULL,
  screened_by TEXT,
  approved_by TEXT,
  returned_reason TEXT,
  checked TEXT,
  result TEXT,
  claimed_at TEXT,
  updated_at TEXT NOT NULL
);
CREATE INDEX bulk_jobs_by_agency ON bulk_jobs (agency_code, id);
CREATE INDEX bulk_jobs_by_state ON bulk_jobs (state, updated_at);
CREATE TABLE bulk_rejects (
  job_id TEXT NOT NULL REFERENCES bulk_jobs(id),
  row_number BIGINT NOT NULL,
  column_title TEXT,
  reason TEXT NOT NULL,
  cells TEXT NOT NULL,
  PRIMARY KEY (job_id, row_number)
);
