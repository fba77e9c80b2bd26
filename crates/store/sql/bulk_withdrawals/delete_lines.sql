DELETE FROM bulk_withdrawal_lines
WHERE job_id = $1
