UPDATE outbox SET tries = tries + 1, next_at = $3 WHERE id = $1 AND tries = $2 AND failed_at IS NULL
