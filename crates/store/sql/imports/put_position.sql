INSERT INTO import_positions (source, position, created, updated, unchanged, rejected, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (source) DO UPDATE SET position = excluded.position, created = excluded.created, updated = excluded.updated, unchanged = excluded.unchanged, rejected = excluded.rejected, updated_at = excluded.updated_at
