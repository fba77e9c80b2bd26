DELETE FROM deputies WHERE id = $1
