-- Many withdrawals on one ground: one person proposes the list, another confirms it, the worker carries it out.
CREATE TABLE bulk_withdrawals (
  id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  article TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  lock_version BIGINT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_by_name TEXT NOT NULL,
  in_place_of TEXT,
  confirmed_by TEXT,
  confirmed_for TEXT,
  ready BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  stopped_reason TEXT,
  claimed_at TEXT,
  updated_at TEXT NOT NULL
);
CREATE INDEX bulk_withdrawals_by_agency ON bulk_withdrawals (agency_code, id);
CREATE INDEX bulk_withdrawals_by_state ON bulk_withdrawals (state, updated_at);
-- Its lines, as they were judged before anybody confirmed, and what became of each.
CREATE TABLE bulk_withdrawal_lines (
  job_id TEXT NOT NULL REFERENCES bulk_withdrawals(id),
  position BIGINT NOT NULL,
  named TEXT NOT NULL,
  disclosure_id TEXT,
  title TEXT NOT NULL,
  problem TEXT,
  done_at TEXT,
  PRIMARY KEY (job_id, position)
);
