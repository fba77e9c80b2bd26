DELETE FROM subscriptions WHERE expires_at < $1
