INSERT INTO officer_addresses (officer_id, address, code_digest, expires_at, silenced, from_leaf, next_at) VALUES ($1, $2, $3, $4, '', 0, $5)
