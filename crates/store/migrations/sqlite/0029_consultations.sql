-- Public calls for comments (重大行政决策程序暂行条例 第十五条、第十八条). The state is what the events say; the row holds what
-- lists need. What people write is sealed; who they are is sealed beside it and goes first.
CREATE TABLE consultations (
  id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  draft_id TEXT NOT NULL UNIQUE REFERENCES disclosures(id),
  state TEXT NOT NULL,
  opened_on TEXT,
  closes_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  comments BIGINT NOT NULL,
  questionnaires BIGINT NOT NULL,
  to_review BOOLEAN NOT NULL,
  outcome_id TEXT,
  published_on TEXT,
  late BOOLEAN NOT NULL,
  lock_version BIGINT NOT NULL
);
CREATE INDEX consultations_by_state ON consultations (state, closes_on, id);
CREATE INDEX consultations_by_agency ON consultations (agency_code, due_on, id);
CREATE TABLE consultation_events (
  consultation_id TEXT NOT NULL REFERENCES consultations(id),
  position BIGINT NOT NULL,
  at TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  officer_name TEXT NOT NULL,
  event TEXT NOT NULL,
  PRIMARY KEY (consultation_id, position)
);
CREATE TABLE comments (
  consultation_id TEXT NOT NULL REFERENCES consultations(id),
  number BIGINT NOT NULL,
  at TEXT NOT NULL,
  revision BIGINT NOT NULL,
  clause TEXT NOT NULL,
  said TEXT NOT NULL,
  commenter TEXT,
  similar_to BIGINT,
  receipt_digest TEXT NOT NULL UNIQUE,
  once_digest TEXT NOT NULL UNIQUE,
  PRIMARY KEY (consultation_id, number)
);
CREATE INDEX comments_of_persons ON comments (consultation_id) WHERE commenter IS NOT NULL;
CREATE TABLE questionnaires (
  consultation_id TEXT NOT NULL REFERENCES consultations(id),
  number BIGINT NOT NULL,
  at TEXT NOT NULL,
  answers TEXT NOT NULL,
  once_digest TEXT NOT NULL UNIQUE,
  PRIMARY KEY (consultation_id, number)
);
