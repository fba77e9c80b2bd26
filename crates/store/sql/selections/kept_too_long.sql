SELECT u.selection_id, u.number, s.agency_code FROM sign_ups u JOIN selections s ON s.id = u.selection_id WHERE u.person IS NOT NULL AND s.held_on < $1 ORDER BY u.selection_id, u.number LIMIT $2
