SELECT id, message, letter, made_at, tries, next_at, problem, failed_at FROM outbox WHERE failed_at IS NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2
