UPDATE appeal_events SET event = $3 WHERE appeal_id = $1 AND position = $2
