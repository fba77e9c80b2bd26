INSERT INTO case_figure_drafts (agency_code, first_day, disclosure_id) VALUES ($1, $2, $3)
ON CONFLICT (agency_code, first_day) DO UPDATE SET disclosure_id = excluded.disclosure_id
WHERE NOT EXISTS (SELECT 1 FROM disclosures d WHERE d.id = case_figure_drafts.disclosure_id)
