SELECT content FROM case_files WHERE id = $1
