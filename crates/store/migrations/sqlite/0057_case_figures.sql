-- The draft that the figures of cases of a quarter became in an agency: at most one.
CREATE TABLE case_figure_drafts (
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  first_day TEXT NOT NULL,
  disclosure_id TEXT NOT NULL,
  PRIMARY KEY (agency_code, first_day)
);
