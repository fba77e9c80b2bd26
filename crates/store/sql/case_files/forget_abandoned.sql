DELETE FROM request_files WHERE added_at < $1 AND NOT EXISTS (SELECT 1 FROM requests WHERE once_digest = request_files.form)
