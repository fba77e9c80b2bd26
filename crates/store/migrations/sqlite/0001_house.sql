-- Times are RFC 3339 text at +08:00 with whole seconds, dates YYYY-MM-DD text: both sort as text, and both
-- databases then hold the same bytes. JSON is text: no query looks inside it.
CREATE TABLE regions (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  level TEXT NOT NULL,
  parent_code TEXT REFERENCES regions(code)
);
CREATE TABLE agencies (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  region_code TEXT NOT NULL REFERENCES regions(code),
  parent_code TEXT REFERENCES agencies(code),
  level TEXT NOT NULL
);
CREATE INDEX agencies_by_region ON agencies (region_code, code);
CREATE TABLE officers (
  id TEXT NOT NULL PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  roles TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  created_at TEXT NOT NULL
);
CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  officer_id TEXT,
  data TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE disclosures (
  id TEXT NOT NULL PRIMARY KEY,
  item TEXT NOT NULL,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  natural_key TEXT,
  fingerprint TEXT,
  index_no TEXT UNIQUE,
  title TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  status TEXT NOT NULL,
  revision BIGINT NOT NULL,
  leaf_index BIGINT,
  first_published_at TEXT
);
CREATE UNIQUE INDEX disclosures_by_natural_key ON disclosures (item, natural_key, agency_code) WHERE natural_key IS NOT NULL;
CREATE INDEX disclosures_by_agency ON disclosures (agency_code, item, issued_on);
CREATE INDEX disclosures_by_item ON disclosures (item, id);
CREATE TABLE working_versions (
  disclosure_id TEXT NOT NULL PRIMARY KEY REFERENCES disclosures(id),
  state TEXT NOT NULL,
  lock_version BIGINT NOT NULL,
  title TEXT NOT NULL,
  values_json TEXT NOT NULL,
  body TEXT,
  attachments TEXT NOT NULL,
  drafter TEXT NOT NULL,
  drafted_by TEXT NOT NULL,
  reason TEXT,
  screening TEXT,
  screened_by TEXT,
  approved_by TEXT,
  scheduled_for TEXT,
  returned_reason TEXT,
  updated_at TEXT NOT NULL
);
CREATE INDEX working_versions_by_state ON working_versions (state, updated_at);
CREATE TABLE versions (
  leaf_index BIGINT NOT NULL PRIMARY KEY,
  disclosure_id TEXT NOT NULL REFERENCES disclosures(id),
  revision BIGINT NOT NULL,
  event TEXT NOT NULL,
  entry TEXT NOT NULL,
  content TEXT,
  internal TEXT NOT NULL,
  digest TEXT NOT NULL,
  reason TEXT,
  at TEXT NOT NULL
);
CREATE UNIQUE INDEX versions_by_disclosure ON versions (disclosure_id, revision);
CREATE INDEX versions_by_digest ON versions (digest);
CREATE TABLE links (
  from_id TEXT NOT NULL,
  field TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (from_id, field, target)
);
CREATE INDEX links_by_target ON links (target);
CREATE TABLE log_head (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  assigned BIGINT NOT NULL,
  checkpoint TEXT,
  size BIGINT NOT NULL
);
INSERT INTO log_head (id, assigned, checkpoint, size) VALUES (1, 0, NULL, 0);
CREATE TABLE index_serials (
  agency_code TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (agency_code, year)
);
CREATE TABLE attachments (
  sha256 TEXT NOT NULL PRIMARY KEY,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  content_text TEXT,
  stored_at TEXT NOT NULL
);
CREATE TABLE attachment_uses (
  sha256 TEXT NOT NULL REFERENCES attachments(sha256),
  disclosure_id TEXT NOT NULL,
  leaf_index BIGINT NOT NULL,
  PRIMARY KEY (sha256, disclosure_id, leaf_index)
);
CREATE TABLE held_rows (
  id TEXT NOT NULL PRIMARY KEY,
  item TEXT NOT NULL,
  agency_code TEXT NOT NULL,
  natural_key TEXT,
  source TEXT NOT NULL,
  row_number BIGINT NOT NULL,
  values_json TEXT NOT NULL,
  findings TEXT NOT NULL,
  held_at TEXT NOT NULL
);
CREATE UNIQUE INDEX held_rows_by_source ON held_rows (source, row_number);
CREATE TABLE import_positions (
  source TEXT NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE TABLE audit (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  officer_name TEXT NOT NULL,
  agency_code TEXT NOT NULL,
  action TEXT NOT NULL,
  disclosure_id TEXT,
  reason TEXT,
  detail TEXT
);
CREATE INDEX audit_by_disclosure ON audit (disclosure_id, id);
