UPDATE subscriptions SET asked_at = $2, expires_at = $3 WHERE id = $1 AND from_leaf IS NULL
