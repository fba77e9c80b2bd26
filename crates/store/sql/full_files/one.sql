SELECT item, format, made_on, checked_on, rows, size, sha256, log_size, leaf_index FROM full_files WHERE item = $1 AND format = $2 AND made_on = $3
