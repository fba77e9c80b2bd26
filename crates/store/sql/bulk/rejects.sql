SELECT row_number, column_title, reason, cells FROM bulk_rejects WHERE job_id = $1 AND row_number > $2 ORDER BY row_number LIMIT $3
