DELETE FROM reply_templates WHERE id = $1 AND lock_version = $2
