DELETE FROM bulk_withdrawals
WHERE id = $1 AND lock_version = $2
