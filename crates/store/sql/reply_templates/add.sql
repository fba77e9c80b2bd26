INSERT INTO reply_templates (id, agency_code, kind, title, text, changed_by, changed_at, lock_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
