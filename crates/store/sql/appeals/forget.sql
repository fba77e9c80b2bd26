UPDATE appeals SET said = NULL, writer = NULL, receipt_digest = id, lock_version = lock_version + 1 WHERE id = $1
