INSERT INTO outbox (id, message, letter, made_at, tries, next_at) VALUES ($1, $2, $3, $4, 0, $4)
