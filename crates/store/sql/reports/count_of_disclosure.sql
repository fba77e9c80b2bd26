SELECT CAST(COUNT(*) AS BIGINT)
FROM reports
WHERE disclosure_id = $1 AND answered_at IS NULL
