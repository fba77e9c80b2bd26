UPDATE bulk_withdrawal_lines
SET problem = $3, done_at = $4
WHERE job_id = $1 AND position = $2
