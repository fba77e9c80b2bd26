SELECT request_id AS case_id, position, at, officer_id, officer_name, event FROM request_events WHERE request_id = $1 ORDER BY position
