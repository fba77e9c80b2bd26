SELECT id, address, address_digest, kind, topic, asked_at, expires_at, from_leaf, news, next_at FROM subscriptions WHERE news > 0 AND next_at <= $1 ORDER BY next_at, id LIMIT $2
