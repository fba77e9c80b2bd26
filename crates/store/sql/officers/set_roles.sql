UPDATE officers SET roles = $3 WHERE id = $1 AND roles = $2
