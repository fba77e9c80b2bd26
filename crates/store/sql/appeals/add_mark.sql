INSERT INTO appeal_marks (mark, appeal_id) VALUES ($1, $2)
