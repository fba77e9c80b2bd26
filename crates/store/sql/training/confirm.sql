UPDATE training_attendees SET confirmed_on = $2, certificate = $3 WHERE id = $1 AND confirmed_on IS NULL
