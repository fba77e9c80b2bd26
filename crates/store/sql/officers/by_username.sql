SELECT id, username, name, agency_code, roles, password_hash, disabled, created_at, must_change_password, password_changed_at, totp_secret, totp_used FROM officers WHERE username = $1
