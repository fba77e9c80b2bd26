DELETE FROM case_files WHERE form = $1
