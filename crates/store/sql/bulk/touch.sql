UPDATE bulk_jobs SET claimed_at = $2 WHERE id = $1 AND state = 'running'
