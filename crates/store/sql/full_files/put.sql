INSERT INTO full_files (item, format, made_on, checked_on, rows, size, sha256, log_size, leaf_index) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (item, format, made_on) DO UPDATE SET checked_on = excluded.checked_on, rows = excluded.rows, size = excluded.size, sha256 = excluded.sha256, log_size = excluded.log_size, leaf_index = excluded.leaf_index
