SELECT objection_id AS case_id, position, at, officer_id, officer_name, event FROM objection_events WHERE objection_id = $1 ORDER BY position
