-- Supervisions of agencies by openness offices: one row a case with what lists need; steps are sealed.
CREATE TABLE supervisions (
  id TEXT NOT NULL PRIMARY KEY,
  office_code TEXT NOT NULL REFERENCES agencies(code),
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  number TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  cluster_id TEXT REFERENCES appeal_clusters(id),
  appeals BIGINT,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  ending TEXT,
  late BOOLEAN NOT NULL,
  disclosure_id TEXT,
  opened_on TEXT NOT NULL,
  closed_on TEXT,
  lock_version BIGINT NOT NULL
);
CREATE INDEX supervisions_by_office ON supervisions (office_code, closed_on, due_on, id);
CREATE INDEX supervisions_by_agency ON supervisions (agency_code, closed_on, due_on, id);
CREATE INDEX supervisions_of_cluster ON supervisions (cluster_id, id);
CREATE INDEX supervisions_published ON supervisions (id) WHERE disclosure_id IS NOT NULL;
CREATE TABLE supervision_events (
  supervision_id TEXT NOT NULL REFERENCES supervisions(id),
  position BIGINT NOT NULL,
  at TEXT NOT NULL,
  officer_id TEXT,
  officer_name TEXT,
  event TEXT NOT NULL,
  PRIMARY KEY (supervision_id, position)
);
CREATE TABLE supervision_serials (
  office_code TEXT NOT NULL REFERENCES agencies(code),
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (office_code, year)
);
