UPDATE selection_events SET event = $3 WHERE selection_id = $1 AND position = $2
