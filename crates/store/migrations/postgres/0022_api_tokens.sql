-- Tokens by which an agency's own systems push rows. As with a draft, who makes one neither screens nor approves it.
CREATE TABLE api_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  items TEXT NOT NULL,
  actions TEXT NOT NULL,
  made_by TEXT NOT NULL,
  drafted_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  screened_by TEXT,
  approved_by TEXT,
  approved_at TEXT,
  used_at TEXT,
  revoked_at TEXT,
  lock_version BIGINT NOT NULL
);
CREATE INDEX api_tokens_by_agency ON api_tokens (agency_code, id);
-- What was answered to a push, so that one that is sent again is answered the same.
CREATE TABLE api_pushes (
  token_id TEXT NOT NULL REFERENCES api_tokens(id),
  idempotency_key TEXT NOT NULL,
  body_digest TEXT NOT NULL,
  answer TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (token_id, idempotency_key)
);
-- Files of watched folders that were imported whole, so that none is taken twice.
CREATE TABLE folder_imports (
  source TEXT NOT NULL PRIMARY KEY,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  at TEXT NOT NULL
);
