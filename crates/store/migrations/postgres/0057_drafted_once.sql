-- Figures of a quarter are drafted once too, as tasks are: one table says of both which draft they became.
ALTER TABLE task_drafts RENAME TO drafted_once;
ALTER TABLE drafted_once RENAME COLUMN task_code TO what;
