SELECT position, disclosure_id, leaf, draw_rank, result, finding, officer_name, checked_at, lock_version FROM sample_rows WHERE plan_id = $1 ORDER BY position
