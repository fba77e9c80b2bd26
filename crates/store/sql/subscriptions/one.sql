SELECT id, address, address_digest, kind, topic, asked_at, expires_at, from_leaf, news, next_at FROM subscriptions WHERE id = $1
