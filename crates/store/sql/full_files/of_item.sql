SELECT item, format, made_on, checked_on, rows, size, sha256, log_size, leaf_index FROM full_files WHERE item = $1 ORDER BY made_on DESC, format
