INSERT INTO register_events (position, subject, code, change, takes_effect, basis, state_before, state_after, officer_id, officer_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
