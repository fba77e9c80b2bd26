UPDATE log_head SET assigned = assigned + $1 WHERE id = 1 RETURNING assigned
