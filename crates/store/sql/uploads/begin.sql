INSERT INTO uploads (id, disclosure_id, officer_id, name, size, modified, received, begun_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
