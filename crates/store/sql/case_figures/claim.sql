INSERT INTO case_figure_drafts (agency_code, first_day, disclosure_id) VALUES ($1, $2, $3)
ON CONFLICT (agency_code, first_day) DO UPDATE SET disclosure_id = case_figure_drafts.disclosure_id
RETURNING disclosure_id
