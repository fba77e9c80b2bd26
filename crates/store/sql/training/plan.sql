SELECT id, agency_code, year, title, made_at FROM training_plans WHERE id = $1
