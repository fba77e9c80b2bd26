SELECT id, item, file, row_number, findings, held_at FROM held_rows WHERE agency_code = $1 ORDER BY held_at, id LIMIT $2 OFFSET $3
