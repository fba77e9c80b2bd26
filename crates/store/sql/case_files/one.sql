SELECT id, form, part, about, size, added_at FROM request_files WHERE form = $1 AND id = $2
