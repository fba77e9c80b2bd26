SELECT COUNT(*) FROM (SELECT 1 AS one FROM held_rows WHERE item = $1 LIMIT 1) found
