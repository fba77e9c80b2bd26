SELECT CAST(COUNT(*) AS BIGINT)
FROM reports
WHERE agency_code = $1 AND answered_at IS NULL
