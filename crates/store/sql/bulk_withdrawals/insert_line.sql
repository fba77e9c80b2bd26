INSERT INTO bulk_withdrawal_lines (job_id, position, named, disclosure_id, title, problem)
VALUES ($1, $2, $3, $4, $5, $6)
