INSERT INTO officers (id, username, name, agency_code, roles, password_hash, disabled, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
