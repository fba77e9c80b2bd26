UPDATE working_versions SET state = $2, lock_version = $3 + 1, title = $4, values_json = $5, body = $6, attachments = $7, drafted_by = $8, reason = $9, screening = $10, screened_by = $11, approved_by = $12, scheduled_for = $13, returned_reason = $14, updated_at = $15, due_on = $16
WHERE disclosure_id = $1 AND lock_version = $3
