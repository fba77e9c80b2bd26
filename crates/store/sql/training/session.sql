SELECT id, plan_id, agency_code, held_on, hours, place, topics, cancelled FROM training_sessions WHERE id = $1
