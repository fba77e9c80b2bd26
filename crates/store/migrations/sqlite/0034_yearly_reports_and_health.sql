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
-- What is wrong in public texts, found by looking through the log bit by bit. All of it can be thrown away (leaves = 0, other
-- table empty) and is then made again. A link is kept whether it leads somewhere or not: what it leads to may come and go.
CREATE TABLE texts_checked (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  leaves BIGINT NOT NULL,
  rules TEXT NOT NULL
);
INSERT INTO texts_checked (id, leaves, rules) VALUES (1, 0, '');
CREATE TABLE text_findings (
  disclosure_id TEXT NOT NULL,
  place BIGINT NOT NULL,
  agency_code TEXT NOT NULL,
  kind TEXT NOT NULL,
  said TEXT NOT NULL,
  target TEXT,
  standing BOOLEAN NOT NULL,
  PRIMARY KEY (disclosure_id, place)
);
CREATE INDEX text_findings_by_agency ON text_findings (agency_code, kind, disclosure_id, place) WHERE standing;
CREATE INDEX text_findings_by_target ON text_findings (target) WHERE target IS NOT NULL;
