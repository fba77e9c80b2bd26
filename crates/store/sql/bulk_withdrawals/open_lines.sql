SELECT position, named, disclosure_id, title, problem, done_at
FROM bulk_withdrawal_lines
WHERE job_id = $1 AND problem IS NULL AND done_at IS NULL
ORDER BY position
LIMIT $2
