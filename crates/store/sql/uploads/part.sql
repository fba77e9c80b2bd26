INSERT INTO upload_parts (upload_id, position, bytes) VALUES ($1, $2, $3)
