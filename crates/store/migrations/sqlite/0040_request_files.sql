-- Files of requests for information (条例 第二十九条、第三十六条第二项): name and content are sealed, and lie here and never in the
-- store of public files. They belong to the form they came with, so that a form that fails does not lose them.
CREATE TABLE request_files (
  id TEXT NOT NULL PRIMARY KEY,
  form TEXT NOT NULL,
  part TEXT NOT NULL,
  about TEXT NOT NULL,
  content TEXT NOT NULL,
  size BIGINT NOT NULL,
  added_at TEXT NOT NULL
);
CREATE INDEX request_files_by_form ON request_files (form, id);
CREATE INDEX request_files_by_time ON request_files (added_at);
