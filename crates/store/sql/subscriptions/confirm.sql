UPDATE subscriptions SET expires_at = NULL, from_leaf = $2, next_at = $3 WHERE id = $1 AND from_leaf IS NULL
