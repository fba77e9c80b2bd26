DELETE FROM held_rows WHERE id = $1
