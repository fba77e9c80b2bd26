-- Mail that is to be sent, written in the transaction of what it tells of. The whole letter (address, subject, text) is
-- sealed; a letter that was sent leaves no row, and of one that was given up only the kind and the reason are kept.
CREATE TABLE outbox (
  id TEXT NOT NULL PRIMARY KEY,
  message TEXT NOT NULL,
  letter TEXT,
  made_at TEXT NOT NULL,
  tries BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  problem TEXT,
  failed_at TEXT
);
CREATE INDEX outbox_by_time ON outbox (next_at, id) WHERE failed_at IS NULL;
CREATE INDEX outbox_failed ON outbox (failed_at) WHERE failed_at IS NOT NULL;
-- Texts of messages that an administrator wrote in the place of those in law/messages.toml.
CREATE TABLE message_texts (
  message TEXT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  officer_name TEXT NOT NULL
);
