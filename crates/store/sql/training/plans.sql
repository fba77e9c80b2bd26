SELECT id, agency_code, year, title, made_at FROM training_plans WHERE agency_code = $1 ORDER BY year DESC, id DESC LIMIT $2
