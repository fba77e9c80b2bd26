INSERT INTO training_plans (id, agency_code, year, title, made_at) VALUES ($1, $2, $3, $4, $5)
