DELETE FROM links WHERE from_id = $1
