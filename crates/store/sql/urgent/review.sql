UPDATE urgent_releases
SET reviewed_by = $2, reviewed_at = $3, verdict = $4
WHERE leaf_index = $1 AND reviewed_at IS NULL
