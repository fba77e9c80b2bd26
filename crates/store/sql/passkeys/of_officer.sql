SELECT id, officer_id, name, data, made_at, used_at FROM passkeys WHERE officer_id = $1 ORDER BY made_at, id
