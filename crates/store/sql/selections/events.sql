SELECT selection_id AS case_id, position, at, officer_id, officer_name, event FROM selection_events WHERE selection_id = $1 ORDER BY position
