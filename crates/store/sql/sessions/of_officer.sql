SELECT id, data, expires_at FROM sessions WHERE officer_id = $1 AND expires_at > $2 ORDER BY expires_at DESC
