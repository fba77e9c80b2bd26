SELECT consultation_id, position, at, officer_id, officer_name, event FROM consultation_events WHERE consultation_id = $1 ORDER BY position
