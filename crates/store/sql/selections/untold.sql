SELECT u.selection_id, u.number FROM selections s JOIN sign_ups u ON u.selection_id = s.id WHERE s.settled_on IS NOT NULL AND NOT s.told AND NOT u.told ORDER BY u.selection_id, u.number LIMIT $1
