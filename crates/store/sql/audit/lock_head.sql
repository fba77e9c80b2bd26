UPDATE audit_head SET positions = positions + $1 WHERE id = 1 RETURNING positions, hash
