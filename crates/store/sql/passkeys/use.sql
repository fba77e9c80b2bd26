UPDATE passkeys SET data = $2, used_at = $3 WHERE id = $1
