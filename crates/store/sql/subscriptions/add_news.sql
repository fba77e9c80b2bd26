INSERT INTO subscription_news (subscription_id, leaf_index) VALUES ($1, $2)
