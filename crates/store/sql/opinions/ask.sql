INSERT INTO opinions (id, disclosure_id, asked_by, asked_by_name, asked_at, question) VALUES ($1, $2, $3, $4, $5, $6)
