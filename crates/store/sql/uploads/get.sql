SELECT id, disclosure_id, officer_id, name, size, received, begun_at FROM uploads WHERE id = $1
