-- Whether the text of an attachment is all of it. What was stored before was cut at two million characters.
ALTER TABLE attachments ADD COLUMN text_whole BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE attachments SET text_whole = FALSE WHERE LENGTH(content_text) >= 2000000;
