INSERT INTO questionnaires (consultation_id, number, at, answers, once_digest) VALUES ($1, $2, $3, $4, $5)
