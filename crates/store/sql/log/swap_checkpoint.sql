UPDATE log_checkpoint SET checkpoint = $2, size = $3 WHERE id = 1 AND COALESCE(checkpoint, '') = $1
