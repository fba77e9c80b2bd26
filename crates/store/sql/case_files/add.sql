INSERT INTO case_files (id, form, part, about, size, added_at, content) VALUES ($1, $2, $3, $4, $5, $6, $7)
