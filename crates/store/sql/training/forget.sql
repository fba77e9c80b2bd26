UPDATE training_attendees SET person = NULL, mask = '' WHERE id = $1
