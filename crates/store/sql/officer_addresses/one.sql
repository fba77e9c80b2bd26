SELECT officer_id, address, code_digest, expires_at, silenced, from_leaf, next_at FROM officer_addresses WHERE officer_id = $1
