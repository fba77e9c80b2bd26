-- Held rows are decided at the desk: they say which file they came from and who imported it, and a decision on one is
-- remembered, so that the next import of the same values does not ask again. Of rows with one natural key only the
-- newest is held.
ALTER TABLE held_rows ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
ALTER TABLE held_rows ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE held_rows ADD COLUMN imported_by TEXT NOT NULL DEFAULT 'operator';
ALTER TABLE held_rows ADD COLUMN lock_version BIGINT NOT NULL DEFAULT 0;
DELETE FROM held_rows WHERE EXISTS (
  SELECT 1 FROM held_rows newer WHERE newer.item = held_rows.item AND newer.agency_code = held_rows.agency_code
  AND newer.natural_key = held_rows.natural_key AND newer.id > held_rows.id
);
DROP INDEX held_rows_by_source;
CREATE UNIQUE INDEX held_rows_by_natural_key ON held_rows (item, natural_key, agency_code);
CREATE INDEX held_rows_by_agency ON held_rows (agency_code, held_at, id);
CREATE INDEX held_rows_by_source ON held_rows (agency_code, source);
CREATE TABLE held_decisions (
  item TEXT NOT NULL,
  agency_code TEXT NOT NULL,
  natural_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  decision TEXT NOT NULL,
  disclosure_id TEXT,
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  PRIMARY KEY (item, natural_key, agency_code)
);
CREATE INDEX held_decisions_by_disclosure ON held_decisions (disclosure_id);
