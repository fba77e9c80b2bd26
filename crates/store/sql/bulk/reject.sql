INSERT INTO bulk_rejects (job_id, row_number, column_title, reason, cells) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (job_id, row_number) DO UPDATE SET column_title = excluded.column_title, reason = excluded.reason, cells = excluded.cells
