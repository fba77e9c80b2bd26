-- What an agency does not publish, each with its ground and the day on which that is looked at again (条例 第十八条).
CREATE TABLE withheld (
  id TEXT NOT NULL PRIMARY KEY,
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  title TEXT NOT NULL,
  words TEXT NOT NULL,
  ground TEXT NOT NULL,
  article TEXT NOT NULL,
  listed_on TEXT NOT NULL,
  review_on TEXT NOT NULL,
  removed_on TEXT,
  reason TEXT,
  officer_name TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE UNIQUE INDEX withheld_by_change ON withheld (changed);
CREATE INDEX withheld_by_agency ON withheld (agency_code, review_on);
