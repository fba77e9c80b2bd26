-- The last day by which a working version has to be public, as its item's limit has it; none where no limit is known.
ALTER TABLE working_versions ADD COLUMN due_on TEXT;
-- Lists of work that a person comes back to.
CREATE TABLE saved_filters (
  officer_id TEXT NOT NULL REFERENCES officers(id),
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (officer_id, name)
);
-- A screener asks for a second opinion; the draft waits until somebody else answers.
CREATE TABLE opinions (
  id TEXT NOT NULL PRIMARY KEY,
  disclosure_id TEXT NOT NULL REFERENCES disclosures(id),
  asked_by TEXT NOT NULL,
  asked_by_name TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  question TEXT NOT NULL,
  answered_by TEXT,
  answered_by_name TEXT,
  answered_at TEXT,
  open BOOLEAN,
  answer TEXT
);
CREATE INDEX opinions_by_disclosure ON opinions (disclosure_id, id);
-- What an approver last saw of a working version.
CREATE TABLE looks (
  officer_id TEXT NOT NULL,
  disclosure_id TEXT NOT NULL REFERENCES disclosures(id),
  seen TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (officer_id, disclosure_id)
);
CREATE INDEX looks_by_disclosure ON looks (disclosure_id);
