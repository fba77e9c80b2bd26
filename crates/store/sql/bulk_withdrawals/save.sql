UPDATE bulk_withdrawals
SET state = $3, lock_version = $2 + 1, confirmed_by = $4, confirmed_for = $5, stopped_reason = $6, claimed_at = $7, updated_at = $8
WHERE id = $1 AND lock_version = $2
