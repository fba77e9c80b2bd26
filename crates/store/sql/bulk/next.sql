SELECT id FROM bulk_jobs WHERE state = 'approved' OR (state = 'running' AND claimed_at < $1) ORDER BY state, updated_at LIMIT 1
