-- Files of appeals lie beside those of requests for information: the same rows, by the digest of the form they came with.
ALTER TABLE request_files RENAME TO case_files;
DROP INDEX request_files_by_form;
DROP INDEX request_files_by_time;
CREATE INDEX case_files_by_form ON case_files (form, id);
CREATE INDEX case_files_by_time ON case_files (added_at);
