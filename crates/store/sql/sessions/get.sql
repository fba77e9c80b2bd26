SELECT data FROM sessions WHERE id = $1 AND expires_at > $2
