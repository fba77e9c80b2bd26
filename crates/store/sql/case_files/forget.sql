DELETE FROM request_files WHERE form = $1
