SELECT supervision_id AS case_id, position, at, officer_id, officer_name, event FROM supervision_events WHERE supervision_id = $1 ORDER BY position
