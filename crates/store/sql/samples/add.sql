INSERT INTO samples (plan_id, agency_code, plan_leaf, last_leaf, seed, population, drawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (plan_id) DO NOTHING
