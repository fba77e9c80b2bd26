UPDATE full_files SET leaf_index = $2 WHERE item = $1 AND leaf_index IS NULL
