-- Attachments on their way: a file comes in pieces, so that a lost connection costs one piece and not the file.
CREATE TABLE uploads (
  id TEXT NOT NULL PRIMARY KEY,
  disclosure_id TEXT NOT NULL,
  officer_id TEXT NOT NULL REFERENCES officers(id),
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  modified TEXT NOT NULL,
  received BIGINT NOT NULL,
  begun_at TEXT NOT NULL
);
CREATE INDEX uploads_by_draft ON uploads (disclosure_id, officer_id);
CREATE INDEX uploads_by_time ON uploads (begun_at);
CREATE TABLE upload_parts (
  upload_id TEXT NOT NULL REFERENCES uploads(id),
  position BIGINT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (upload_id, position)
);
-- What a screener has decided about findings of a draft before passing it: kept over a return, forgotten with the draft.
CREATE TABLE screening_decisions (
  disclosure_id TEXT NOT NULL,
  officer_id TEXT NOT NULL REFERENCES officers(id),
  decisions TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  PRIMARY KEY (disclosure_id, officer_id)
);
