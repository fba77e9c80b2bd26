SELECT position, named, disclosure_id, title, problem, done_at
FROM bulk_withdrawal_lines
WHERE job_id = $1 AND position > $2
ORDER BY position
LIMIT $3
