UPDATE subscriptions SET news = 0, next_at = $3 WHERE id = $1 AND news = $2
