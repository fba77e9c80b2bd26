INSERT INTO bulk_jobs (id, item, agency_code, file_name, columns, state, lock_version, drafter, drafted_by, screened_by, approved_by, returned_reason, checked, result, claimed_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
