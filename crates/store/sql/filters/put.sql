INSERT INTO saved_filters (officer_id, name, query, saved_at) VALUES ($1, $2, $3, $4) ON CONFLICT (officer_id, name) DO UPDATE SET query = excluded.query, saved_at = excluded.saved_at
