UPDATE yearly_reports SET counted = $4, counted_at = $5, origin = $6, filled = $7, narrative = $8, disclosure_id = $9, changed_at = $10, officer_name = $11, lock_version = lock_version + 1
WHERE agency_code = $1 AND year = $2 AND scope = $3 AND lock_version = $12
