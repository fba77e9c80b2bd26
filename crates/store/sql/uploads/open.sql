SELECT id, disclosure_id, officer_id, name, size, modified, received, begun_at FROM uploads WHERE disclosure_id = $1 AND officer_id = $2 ORDER BY begun_at
