-- Who of an agency handles a case, texts that answers begin with, and indexes for cases in hand of every procedure.
CREATE TABLE case_handlers (
  case_id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  officer_id TEXT NOT NULL REFERENCES officers(id),
  assigned_at TEXT NOT NULL
);
CREATE TABLE reply_templates (
  id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  lock_version BIGINT NOT NULL
);
CREATE INDEX reply_templates_of ON reply_templates (agency_code, kind, title, id);
CREATE INDEX requests_in_hand ON requests (agency_code, due_on, id) WHERE closed_on IS NULL OR state = 'publicity';
CREATE INDEX supervisions_in_hand ON supervisions (agency_code, due_on, id) WHERE closed_on IS NULL;
CREATE INDEX consultations_in_hand ON consultations (agency_code, due_on, id) WHERE state <> 'published';
CREATE INDEX selections_in_hand ON selections (agency_code, due_on, id) WHERE settled_on IS NULL;
