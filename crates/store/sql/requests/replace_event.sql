UPDATE request_events SET event = $3 WHERE request_id = $1 AND position = $2
