INSERT INTO training_sessions (id, plan_id, agency_code, held_on, hours, place, topics, cancelled) VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)
