UPDATE officers SET disabled = $2 WHERE username = $1
