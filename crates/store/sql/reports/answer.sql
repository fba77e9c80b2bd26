UPDATE reports
SET answer = $2, corrected_in = $3, answered_by = $4, answered_by_name = $5, answered_at = $6, contact = NULL
WHERE id = $1 AND answered_at IS NULL
