-- Training in openness (《关于全面推进政务公开工作的实施意见》三（四）): plans, sessions, and who took part. Who has no account is sealed,
-- and goes when the time to keep it is over.
CREATE TABLE training_plans (
  id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  year BIGINT NOT NULL,
  title TEXT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE INDEX training_plans_of ON training_plans (agency_code, year, id);
CREATE TABLE training_sessions (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES training_plans(id),
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  held_on TEXT NOT NULL,
  hours BIGINT NOT NULL,
  place TEXT NOT NULL,
  topics TEXT NOT NULL,
  cancelled BOOLEAN NOT NULL
);
CREATE INDEX training_sessions_of ON training_sessions (plan_id, held_on, id);
CREATE INDEX training_sessions_by_day ON training_sessions (agency_code, held_on, id);
CREATE TABLE training_attendees (
  id TEXT NOT NULL PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES training_sessions(id),
  officer_id TEXT REFERENCES officers(id),
  person TEXT,
  mask TEXT NOT NULL,
  held_on TEXT NOT NULL,
  confirmed_on TEXT,
  certificate TEXT UNIQUE,
  keep_until TEXT NOT NULL,
  UNIQUE (session_id, officer_id)
);
CREATE INDEX training_attendees_of ON training_attendees (session_id, id);
CREATE INDEX training_attendees_by_person ON training_attendees (officer_id, held_on) WHERE confirmed_on IS NOT NULL;
CREATE INDEX training_attendees_by_end ON training_attendees (keep_until) WHERE person IS NOT NULL;
CREATE TABLE training_serials (
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (agency_code, year)
);
