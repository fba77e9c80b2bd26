DELETE FROM training_attendees WHERE id = $1 AND confirmed_on IS NULL
