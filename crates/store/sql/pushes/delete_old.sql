DELETE FROM api_pushes WHERE token_id = $1 AND at < $2
