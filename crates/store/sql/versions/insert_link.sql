INSERT INTO links (from_id, field, target) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
