SELECT content FROM request_files WHERE id = $1
