INSERT INTO credit_uploads (id, item, from_leaf, to_leaf, rows_written, made_at) VALUES ($1, $2, $3, $4, $5, $6)
