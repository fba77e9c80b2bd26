DELETE FROM case_files WHERE form = $1 AND id = $2 AND part = $3
