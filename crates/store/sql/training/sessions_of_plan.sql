SELECT id, plan_id, agency_code, held_on, hours, place, topics, cancelled FROM training_sessions WHERE plan_id = $1 ORDER BY held_on, id
