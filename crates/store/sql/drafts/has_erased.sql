SELECT CAST(1 AS BIGINT) FROM disclosures WHERE item = $1 AND status = 'withdrawn' AND title = '' LIMIT 1
