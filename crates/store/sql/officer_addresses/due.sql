SELECT officer_id, address, code_digest, expires_at, silenced, from_leaf, next_at FROM officer_addresses WHERE code_digest IS NULL AND next_at <= $1 ORDER BY next_at, officer_id LIMIT $2
