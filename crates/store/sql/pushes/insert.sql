INSERT INTO api_pushes (token_id, idempotency_key, body_digest, answer, at) VALUES ($1, $2, $3, $4, $5)
