-- Participants who sign up and are drawn by lot (重大行政决策程序暂行条例 第十六条). A selection has the identity of its notice. The
-- state is what the events say; the row holds what lists need. The seed is sealed until the list of entries is public; who
-- signed up is sealed, and goes when the time to keep it is over.
CREATE TABLE selections (
  id TEXT NOT NULL PRIMARY KEY REFERENCES disclosures(id),
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  commitment TEXT NOT NULL,
  seed TEXT NOT NULL,
  state TEXT NOT NULL,
  revision BIGINT NOT NULL,
  opens_on TEXT,
  closes_on TEXT,
  held_on TEXT,
  due_on TEXT,
  sign_ups BIGINT NOT NULL,
  to_review BOOLEAN NOT NULL,
  settled_on TEXT,
  late BOOLEAN NOT NULL,
  told BOOLEAN NOT NULL,
  lock_version BIGINT NOT NULL
);
CREATE INDEX selections_by_state ON selections (state, closes_on, id);
CREATE INDEX selections_by_agency ON selections (agency_code, due_on, id);
CREATE INDEX selections_untold ON selections (id) WHERE settled_on IS NOT NULL AND NOT told;
CREATE TABLE selection_events (
  selection_id TEXT NOT NULL REFERENCES selections(id),
  position BIGINT NOT NULL,
  at TEXT NOT NULL,
  officer_id TEXT,
  officer_name TEXT,
  event TEXT NOT NULL,
  PRIMARY KEY (selection_id, position)
);
CREATE TABLE sign_ups (
  selection_id TEXT NOT NULL REFERENCES selections(id),
  number BIGINT NOT NULL,
  at TEXT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  side TEXT NOT NULL,
  person TEXT,
  mask TEXT NOT NULL,
  contact_digest TEXT NOT NULL,
  told BOOLEAN NOT NULL,
  receipt_digest TEXT NOT NULL UNIQUE,
  once_digest TEXT NOT NULL UNIQUE,
  PRIMARY KEY (selection_id, number)
);
CREATE INDEX sign_ups_of_persons ON sign_ups (selection_id) WHERE person IS NOT NULL;
CREATE INDEX sign_ups_untold ON sign_ups (selection_id, number) WHERE NOT told;
