SELECT appeal_id AS case_id, position, at, officer_id, officer_name, event FROM appeal_events WHERE appeal_id = $1 ORDER BY position
