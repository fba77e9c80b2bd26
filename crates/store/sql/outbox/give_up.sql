UPDATE outbox SET letter = NULL, problem = $2, failed_at = $3 WHERE id = $1 AND failed_at IS NULL
