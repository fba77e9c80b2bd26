UPDATE sample_rows SET result = $4, finding = $5, officer_name = $6, checked_at = $7, lock_version = lock_version + 1 WHERE plan_id = $1 AND position = $2 AND lock_version = $3
