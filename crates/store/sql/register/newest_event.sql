SELECT CAST(COALESCE(MAX(position), 0) AS BIGINT) FROM register_events
