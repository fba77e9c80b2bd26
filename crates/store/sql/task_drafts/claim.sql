INSERT INTO task_drafts (agency_code, task_code, disclosure_id) VALUES ($1, $2, $3)
ON CONFLICT (agency_code, task_code) DO UPDATE SET disclosure_id = task_drafts.disclosure_id
RETURNING disclosure_id
