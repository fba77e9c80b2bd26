SELECT body_digest, answer FROM api_pushes WHERE token_id = $1 AND idempotency_key = $2
