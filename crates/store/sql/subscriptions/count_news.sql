UPDATE subscriptions SET news = news + $2 WHERE id = $1
