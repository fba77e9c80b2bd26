UPDATE objections SET state = $3, due_on = $4, ending = $5, late = $6, disclosure_id = $7, closed_on = $8, lock_version = lock_version + 1 WHERE id = $1 AND lock_version = $2
