INSERT INTO subscriptions (id, address, address_digest, kind, topic, asked_at, expires_at, news, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $6)
