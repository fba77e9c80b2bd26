SELECT id, officer_id, name, data, made_at, used_at FROM passkeys WHERE id = $1
