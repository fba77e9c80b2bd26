-- Yearly reports while they are made: what was counted, what was filled in by hand, the parts in words, and the draft that was
-- begun from it. Of an agency itself, and of the government whose office it is.
CREATE TABLE yearly_reports (
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  year BIGINT NOT NULL,
  scope TEXT NOT NULL,
  counted TEXT NOT NULL,
  counted_at TEXT NOT NULL,
  origin TEXT NOT NULL,
  filled TEXT NOT NULL,
  narrative TEXT NOT NULL,
  disclosure_id TEXT,
  changed_at TEXT NOT NULL,
  officer_name TEXT NOT NULL,
  lock_version BIGINT NOT NULL,
  PRIMARY KEY (agency_code, year, scope)
);
