INSERT INTO publicity_ends (disclosure_id, ends_on) VALUES ($1, $2) ON CONFLICT (disclosure_id) DO UPDATE SET ends_on = excluded.ends_on
