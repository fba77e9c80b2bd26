SELECT id FROM training_attendees WHERE keep_until < $1 AND person IS NOT NULL ORDER BY keep_until LIMIT $2
