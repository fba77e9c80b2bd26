INSERT INTO withdrawals (disclosure_id, article, reason, proposed_by, in_place_of, proposed_at, urgent) VALUES ($1, $2, $3, $4, $5, $6, $7)
