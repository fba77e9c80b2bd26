-- What one person released in an emergency, and what the second one found afterwards. One row a revision.
CREATE TABLE urgent_releases (
  leaf_index BIGINT NOT NULL PRIMARY KEY,
  disclosure_id TEXT NOT NULL REFERENCES disclosures(id),
  revision BIGINT NOT NULL,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  basis TEXT NOT NULL,
  reason TEXT NOT NULL,
  drafted_by TEXT NOT NULL,
  released_by TEXT NOT NULL,
  released_by_name TEXT NOT NULL,
  in_place_of TEXT,
  released_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  reviewed_by TEXT,
  reviewed_at TEXT,
  verdict TEXT
);
CREATE INDEX urgent_releases_waiting ON urgent_releases (agency_code, due_at) WHERE reviewed_at IS NULL;
CREATE INDEX urgent_releases_by_disclosure ON urgent_releases (disclosure_id);
-- Whether a working version only mends typing.
ALTER TABLE working_versions ADD COLUMN minor BOOLEAN NOT NULL DEFAULT FALSE;
-- What readers say is wrong on a page. Who the reader is, is known only if the reader says so, and sealed.
CREATE TABLE reports (
  id TEXT NOT NULL PRIMARY KEY,
  disclosure_id TEXT NOT NULL REFERENCES disclosures(id),
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  revision BIGINT NOT NULL,
  receipt TEXT NOT NULL UNIQUE,
  said TEXT NOT NULL,
  contact TEXT,
  sent_at TEXT NOT NULL,
  corrected_in BIGINT,
  answer TEXT,
  answered_by TEXT,
  answered_by_name TEXT,
  answered_at TEXT
);
CREATE INDEX reports_waiting ON reports (agency_code, id) WHERE answered_at IS NULL;
CREATE INDEX reports_by_agency ON reports (agency_code, id);
CREATE INDEX reports_by_disclosure ON reports (disclosure_id, id);
