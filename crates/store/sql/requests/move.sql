UPDATE requests SET state = $2, due_on = $3, outcome = $4, late = $5, closed_on = $6, keep_until = $7, lock_version = lock_version + 1 WHERE id = $1 AND lock_version = $8
