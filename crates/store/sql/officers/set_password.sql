UPDATE officers SET password_hash = $2, must_change_password = $3, password_changed_at = $4 WHERE id = $1
