-- Requests for information (条例 第四章): one row a case with what lists need; who asks, what for and every step are sealed.
CREATE TABLE requests (
  id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  number TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  applicant_kind TEXT NOT NULL,
  applicant_mask TEXT NOT NULL,
  applicant_digest TEXT NOT NULL,
  applicant TEXT,
  wanted_digest TEXT NOT NULL,
  wanted TEXT,
  receipt_digest TEXT NOT NULL UNIQUE,
  once_digest TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  outcome TEXT,
  late BOOLEAN NOT NULL,
  lodged_on TEXT NOT NULL,
  closed_on TEXT,
  keep_until TEXT,
  lock_version BIGINT NOT NULL
);
CREATE INDEX requests_by_urgency ON requests (agency_code, closed_on, due_on, id);
CREATE INDEX requests_by_wanted ON requests (agency_code, wanted_digest);
CREATE INDEX requests_by_end ON requests (keep_until);
CREATE TABLE request_events (
  request_id TEXT NOT NULL REFERENCES requests(id),
  position BIGINT NOT NULL,
  at TEXT NOT NULL,
  officer_id TEXT,
  officer_name TEXT,
  event TEXT NOT NULL,
  PRIMARY KEY (request_id, position)
);
CREATE TABLE request_remedies (
  request_id TEXT NOT NULL REFERENCES requests(id),
  remedy TEXT NOT NULL,
  result TEXT NOT NULL,
  noted_on TEXT NOT NULL,
  PRIMARY KEY (request_id, remedy)
);
CREATE TABLE request_serials (
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (agency_code, year)
);
