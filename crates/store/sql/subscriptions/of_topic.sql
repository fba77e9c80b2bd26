SELECT id, topic, from_leaf, news FROM subscriptions WHERE kind = $1 AND topic = $2 AND from_leaf IS NOT NULL
