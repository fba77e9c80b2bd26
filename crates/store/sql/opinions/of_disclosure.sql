SELECT id, disclosure_id, asked_by, asked_by_name, asked_at, question, answered_by, answered_by_name, answered_at, open, answer FROM opinions WHERE disclosure_id = $1 ORDER BY id
