UPDATE bulk_jobs SET columns = $3, state = $4, lock_version = $2 + 1, drafted_by = $5, screened_by = $6, approved_by = $7, returned_reason = $8, checked = $9, result = $10, claimed_at = $11, updated_at = $12
WHERE id = $1 AND lock_version = $2
