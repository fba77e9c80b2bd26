INSERT INTO objection_events (objection_id, position, at, officer_id, officer_name, event) VALUES ($1, $2, $3, $4, $5, $6)
