UPDATE opinions SET answered_by = $2, answered_by_name = $3, answered_at = $4, open = $5, answer = $6 WHERE id = $1 AND answered_at IS NULL
