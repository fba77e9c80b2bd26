DELETE FROM subscriptions WHERE id = $1
