INSERT INTO request_remedies (request_id, remedy, result, noted_on) VALUES ($1, $2, $3, $4)
ON CONFLICT (request_id, remedy) DO UPDATE SET result = excluded.result, noted_on = excluded.noted_on
