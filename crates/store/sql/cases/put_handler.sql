INSERT INTO case_handlers (case_id, agency_code, officer_id, assigned_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (case_id) DO UPDATE SET agency_code = excluded.agency_code, officer_id = excluded.officer_id, assigned_at = excluded.assigned_at
