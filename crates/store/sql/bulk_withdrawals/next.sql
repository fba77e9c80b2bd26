SELECT id
FROM bulk_withdrawals
WHERE state = 'confirmed' OR (state = 'running' AND claimed_at < $1)
ORDER BY updated_at
LIMIT 1
