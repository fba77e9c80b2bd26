DELETE FROM sessions WHERE id = $1 AND officer_id = $2
