-- Appeals (信访工作条例 第十七条): one row a case with what lists and counts need. Who appeals, what is said and every step are
-- sealed; texts that say almost the same are known by keyed marks. Counters hold what the public reads of all of them.
CREATE TABLE appeals (
  id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  region_code TEXT NOT NULL REFERENCES regions(code),
  number TEXT NOT NULL UNIQUE,
  way TEXT NOT NULL,
  kind TEXT NOT NULL,
  said TEXT,
  writer TEXT,
  like_id TEXT,
  receipt_digest TEXT NOT NULL UNIQUE,
  once_digest TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  ending TEXT,
  late BOOLEAN NOT NULL,
  satisfied BOOLEAN,
  urged BIGINT NOT NULL,
  withheld BOOLEAN NOT NULL,
  disclosure_id TEXT,
  lodged_on TEXT NOT NULL,
  closed_on TEXT,
  keep_until TEXT,
  lock_version BIGINT NOT NULL
);
CREATE INDEX appeals_by_urgency ON appeals (agency_code, closed_on, due_on, id);
CREATE INDEX appeals_in_hand ON appeals (due_on, agency_code, region_code, kind) WHERE closed_on IS NULL;
CREATE INDEX appeals_alike ON appeals (like_id, closed_on);
CREATE INDEX appeals_by_end ON appeals (keep_until);
CREATE TABLE appeal_events (
  appeal_id TEXT NOT NULL REFERENCES appeals(id),
  position BIGINT NOT NULL,
  at TEXT NOT NULL,
  officer_id TEXT,
  officer_name TEXT,
  event TEXT NOT NULL,
  PRIMARY KEY (appeal_id, position)
);
CREATE TABLE appeal_partners (
  appeal_id TEXT NOT NULL REFERENCES appeals(id),
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  due_on TEXT NOT NULL,
  ended BOOLEAN NOT NULL,
  PRIMARY KEY (appeal_id, agency_code)
);
CREATE INDEX appeal_partners_by_urgency ON appeal_partners (agency_code, ended, due_on, appeal_id);
CREATE TABLE appeal_marks (
  mark TEXT NOT NULL,
  appeal_id TEXT NOT NULL REFERENCES appeals(id),
  PRIMARY KEY (mark, appeal_id)
);
CREATE INDEX appeal_marks_of ON appeal_marks (appeal_id);
CREATE TABLE appeal_serials (
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (agency_code, year)
);
CREATE TABLE appeal_counts (
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  region_code TEXT NOT NULL REFERENCES regions(code),
  kind TEXT NOT NULL,
  received BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  answered BIGINT NOT NULL,
  late BIGINT NOT NULL,
  satisfied BIGINT NOT NULL,
  unsatisfied BIGINT NOT NULL,
  withheld BIGINT NOT NULL,
  PRIMARY KEY (agency_code, region_code, kind)
);
