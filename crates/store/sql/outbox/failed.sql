SELECT id, message, letter, made_at, tries, next_at, problem, failed_at FROM outbox WHERE failed_at IS NOT NULL ORDER BY failed_at DESC LIMIT $1
