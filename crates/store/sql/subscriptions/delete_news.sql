DELETE FROM subscription_news WHERE subscription_id = $1
