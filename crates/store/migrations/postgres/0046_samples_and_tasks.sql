-- Samples drawn from the log, one for each public plan, and what was found in each disclosure of them.
CREATE TABLE samples (
  plan_id TEXT NOT NULL PRIMARY KEY REFERENCES disclosures(id),
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  plan_leaf BIGINT NOT NULL,
  last_leaf BIGINT NOT NULL,
  seed TEXT NOT NULL,
  population BIGINT NOT NULL,
  drawn_at TEXT NOT NULL
);
CREATE TABLE sample_rows (
  plan_id TEXT NOT NULL REFERENCES samples(plan_id),
  position BIGINT NOT NULL,
  disclosure_id TEXT NOT NULL REFERENCES disclosures(id),
  leaf BIGINT NOT NULL,
  draw_rank TEXT NOT NULL,
  result TEXT,
  finding TEXT,
  officer_name TEXT,
  checked_at TEXT,
  lock_version BIGINT NOT NULL,
  PRIMARY KEY (plan_id, position)
);
-- Which draft a task of a document became in an agency: at most one.
CREATE TABLE task_drafts (
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  task_code TEXT NOT NULL,
  disclosure_id TEXT NOT NULL,
  PRIMARY KEY (agency_code, task_code)
);
