SELECT plan_id, agency_code, plan_leaf, last_leaf, seed, population, drawn_at FROM samples WHERE plan_id = $1
