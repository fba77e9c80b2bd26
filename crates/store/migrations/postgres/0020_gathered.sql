-- What is gathered from the public log for questions that the log itself answers slowly. All of it can be thrown away
-- (leaves = 0, other tables empty) and is then made again.
CREATE TABLE gathered (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  leaves BIGINT NOT NULL
);
INSERT INTO gathered (id, leaves) VALUES (1, 0);
-- The entries of lists that change: which version holds from a day until before another. Where `present` is false the
-- entry is not in the list, and the version is the one that says so.
CREATE TABLE list_spans (
  disclosure_id TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  item TEXT NOT NULL,
  agency_code TEXT NOT NULL,
  entry TEXT NOT NULL,
  leaf_index BIGINT NOT NULL,
  present BOOLEAN NOT NULL,
  PRIMARY KEY (disclosure_id, valid_from)
);
CREATE INDEX list_spans_by_entry ON list_spans (item, agency_code, entry, disclosure_id);
CREATE INDEX list_spans_by_day ON list_spans (item, valid_from, disclosure_id);
CREATE INDEX list_spans_by_leaf ON list_spans (item, leaf_index);
-- The last day on which a record of credit is shown.
CREATE TABLE publicity_ends (
  disclosure_id TEXT NOT NULL PRIMARY KEY,
  ends_on TEXT NOT NULL
);
CREATE INDEX publicity_ends_by_day ON publicity_ends (ends_on, disclosure_id);
