SELECT COALESCE(MAX(to_leaf), 0) FROM credit_uploads WHERE item = $1
