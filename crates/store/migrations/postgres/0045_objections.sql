-- Objections of agencies to how the assessment judged them: one row a case with what lists need; steps are sealed.
CREATE TABLE objections (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  office_code TEXT NOT NULL REFERENCES agencies(code),
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  duty TEXT NOT NULL,
  owed TEXT NOT NULL,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  ending TEXT,
  late BOOLEAN NOT NULL,
  disclosure_id TEXT,
  opened_on TEXT NOT NULL,
  closed_on TEXT,
  lock_version BIGINT NOT NULL
);
CREATE INDEX objections_by_office ON objections (office_code, closed_on, due_on, id);
CREATE INDEX objections_by_agency ON objections (agency_code, closed_on, due_on, id);
-- At most one in hand about the same thing.
CREATE UNIQUE INDEX objections_in_hand ON objections (agency_code, duty, owed) WHERE closed_on IS NULL;
CREATE INDEX objections_decided ON objections (id) WHERE state = 'decided';
CREATE TABLE objection_events (
  objection_id TEXT NOT NULL REFERENCES objections(id),
  position BIGINT NOT NULL,
  at TEXT NOT NULL,
  officer_id TEXT,
  officer_name TEXT,
  event TEXT NOT NULL,
  PRIMARY KEY (objection_id, position)
);
CREATE TABLE objection_serials (
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (agency_code, year)
);
