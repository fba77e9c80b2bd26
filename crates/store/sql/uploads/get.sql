SELECT id, disclosure_id, officer_id, name, size, modified, received, begun_at FROM uploads WHERE id = $1
