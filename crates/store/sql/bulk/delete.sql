DELETE FROM bulk_jobs WHERE id = $1 AND lock_version = $2
