INSERT INTO looks (officer_id, disclosure_id, seen, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT (officer_id, disclosure_id) DO UPDATE SET seen = excluded.seen, seen_at = excluded.seen_at
