SELECT c.id, d.first_published_at FROM consultations c JOIN disclosures d ON d.id = c.outcome_id WHERE c.state = 'announcing' AND d.first_published_at IS NOT NULL ORDER BY c.id LIMIT $1
