SELECT id, username, name, agency_code, roles, password_hash, disabled, created_at FROM officers WHERE username = $1
