UPDATE officer_addresses SET code_digest = NULL, expires_at = NULL, from_leaf = $2, next_at = $3 WHERE officer_id = $1
