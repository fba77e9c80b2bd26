UPDATE officers SET totp_secret = $2, totp_used = 0 WHERE id = $1
