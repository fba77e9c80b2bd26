SELECT id, told_to FROM consultations WHERE published_on IS NOT NULL AND told_to < comments ORDER BY id LIMIT $1
