-- Accounts: invitations, second factors, deputies, single sign-on. The audit trail becomes a chain that is only added to.
ALTER TABLE officers ADD COLUMN must_change_password BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE officers ADD COLUMN password_changed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE officers ADD COLUMN totp_secret TEXT;
ALTER TABLE officers ADD COLUMN totp_used BIGINT NOT NULL DEFAULT 0;
UPDATE officers SET password_changed_at = created_at;
-- What the first administrator of an instance was called before there was one for single agencies.
UPDATE officers SET roles = 'system-administrator' WHERE username = 'admin' AND roles = 'administrator';
CREATE INDEX officers_by_agency ON officers (agency_code, username);
CREATE INDEX sessions_by_officer ON sessions (officer_id);
-- One-time links by which a person chooses a password: a keyed digest of the token, never the token itself.
CREATE TABLE invitations (
  token TEXT NOT NULL PRIMARY KEY,
  officer_id TEXT NOT NULL REFERENCES officers(id),
  made_by TEXT NOT NULL,
  expires_at TEXT NOT NULL
);
CREATE INDEX invitations_by_officer ON invitations (officer_id);
CREATE TABLE recovery_codes (
  officer_id TEXT NOT NULL REFERENCES officers(id),
  code TEXT NOT NULL,
  PRIMARY KEY (officer_id, code)
);
CREATE TABLE passkeys (
  id TEXT NOT NULL PRIMARY KEY,
  officer_id TEXT NOT NULL REFERENCES officers(id),
  name TEXT NOT NULL,
  data TEXT NOT NULL,
  made_at TEXT NOT NULL,
  used_at TEXT
);
CREATE INDEX passkeys_by_officer ON passkeys (officer_id);
CREATE TABLE identities (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  officer_id TEXT NOT NULL REFERENCES officers(id),
  made_at TEXT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
-- Who acts in whose place, in one role, from one day to another, both included.
CREATE TABLE deputies (
  id TEXT NOT NULL PRIMARY KEY,
  officer_id TEXT NOT NULL REFERENCES officers(id),
  deputy_id TEXT NOT NULL REFERENCES officers(id),
  role TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE INDEX deputies_by_deputy ON deputies (deputy_id, ends_on);
CREATE INDEX deputies_by_officer ON deputies (officer_id);
-- Withdrawals that wait for a second person: proposed and not confirmed, or urgent, done, and not yet reviewed.
CREATE TABLE withdrawals (
  disclosure_id TEXT NOT NULL PRIMARY KEY REFERENCES disclosures(id),
  article TEXT NOT NULL,
  reason TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  in_place_of TEXT,
  proposed_at TEXT NOT NULL,
  urgent BOOLEAN NOT NULL
);
-- The audit trail: where from, in whose place, and a chain of digests. Rows from before have no position; the first
-- row of the chain seals them. The head is locked from here to the commit, so that the chain does not fork.
ALTER TABLE audit ADD COLUMN address TEXT;
ALTER TABLE audit ADD COLUMN acting_for_id TEXT;
ALTER TABLE audit ADD COLUMN acting_for_name TEXT;
ALTER TABLE audit ADD COLUMN position BIGINT;
ALTER TABLE audit ADD COLUMN hash TEXT;
CREATE UNIQUE INDEX audit_by_position ON audit (position);
CREATE INDEX audit_by_agency ON audit (agency_code, id);
CREATE INDEX audit_by_officer ON audit (officer_id, id);
CREATE TABLE audit_head (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  positions BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (id, positions, hash) VALUES (1, 0, '');
CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of audit are only added';
END
$$;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();
