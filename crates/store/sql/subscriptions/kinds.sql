SELECT DISTINCT kind FROM subscriptions WHERE from_leaf IS NOT NULL
