INSERT INTO sessions (id, officer_id, data, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET officer_id = excluded.officer_id, data = excluded.data, expires_at = excluded.expires_at
