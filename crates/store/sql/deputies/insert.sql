INSERT INTO deputies (id, officer_id, deputy_id, role, starts_on, ends_on, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
