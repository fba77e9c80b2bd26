SELECT COUNT(*) AS number, MIN(made_at) AS oldest, MAX(problem) AS problem FROM outbox WHERE failed_at IS NULL
