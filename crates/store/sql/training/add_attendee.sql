INSERT INTO training_attendees (id, session_id, officer_id, person, mask, held_on, keep_until) VALUES ($1, $2, $3, $4, $5, $6, $7)
