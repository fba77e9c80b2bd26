-- What an application is for: information, or that a record about oneself is mended (条例 第四十一条).
ALTER TABLE requests ADD COLUMN purpose TEXT NOT NULL DEFAULT 'information';
