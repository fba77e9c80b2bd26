SELECT CAST(COUNT(*) AS BIGINT)
FROM bulk_withdrawal_lines
WHERE job_id = $1 AND done_at IS NOT NULL
