INSERT INTO uploads (id, disclosure_id, officer_id, name, size, received, begun_at) VALUES ($1, $2, $3, $4, $5, 0, $6)
