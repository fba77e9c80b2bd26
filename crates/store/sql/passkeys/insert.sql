INSERT INTO passkeys (id, officer_id, name, data, made_at, used_at) VALUES ($1, $2, $3, $4, $5, $6)
