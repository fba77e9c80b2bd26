SELECT id, plan_id, agency_code, held_on, hours, place, topics, cancelled FROM training_sessions WHERE agency_code = $1 AND held_on >= $2 AND held_on < $3 AND cancelled = FALSE ORDER BY held_on, id
