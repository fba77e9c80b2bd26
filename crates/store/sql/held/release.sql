DELETE FROM held_rows WHERE id = $1 AND lock_version = $2
