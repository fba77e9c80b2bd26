UPDATE officers SET totp_used = $2 WHERE id = $1 AND totp_used < $2
