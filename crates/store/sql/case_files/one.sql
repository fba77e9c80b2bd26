SELECT id, form, part, about, size, added_at FROM case_files WHERE form = $1 AND id = $2
