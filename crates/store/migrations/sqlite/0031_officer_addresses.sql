-- Where people of the desk want to be told of their work: the address, sealed, once they have confirmed it, and what they do
-- not want to be told of.
CREATE TABLE officer_addresses (
  officer_id TEXT NOT NULL PRIMARY KEY REFERENCES officers(id),
  address TEXT NOT NULL,
  code_digest TEXT,
  expires_at TEXT,
  silenced TEXT NOT NULL,
  from_leaf BIGINT NOT NULL,
  next_at TEXT NOT NULL
);
CREATE INDEX officer_addresses_by_time ON officer_addresses (next_at, officer_id) WHERE code_digest IS NULL;
-- What they were told already, so that they are told once.
CREATE TABLE officer_told (
  officer_id TEXT NOT NULL REFERENCES officer_addresses(officer_id),
  notice TEXT NOT NULL,
  subject TEXT NOT NULL,
  told_at TEXT NOT NULL,
  PRIMARY KEY (officer_id, notice, subject)
);
