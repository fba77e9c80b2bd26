INSERT INTO sample_rows (plan_id, position, disclosure_id, leaf, draw_rank, result, finding, officer_name, checked_at, lock_version) VALUES ($1, $2, $3, $4, $5, NULL, NULL, NULL, NULL, 0)
