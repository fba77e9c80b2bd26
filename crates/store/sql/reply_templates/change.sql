UPDATE reply_templates SET title = $2, text = $3, changed_by = $4, changed_at = $5, lock_version = lock_version + 1 WHERE id = $1 AND lock_version = $6
