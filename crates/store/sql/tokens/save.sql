UPDATE api_tokens SET screened_by = $3, approved_by = $4, approved_at = $5, revoked_at = $6, lock_version = $2 + 1 WHERE id = $1 AND lock_version = $2
