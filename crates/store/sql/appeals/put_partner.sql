INSERT INTO appeal_partners (appeal_id, agency_code, due_on, ended) VALUES ($1, $2, $3, $4)
ON CONFLICT (appeal_id, agency_code) DO UPDATE SET due_on = excluded.due_on, ended = excluded.ended
