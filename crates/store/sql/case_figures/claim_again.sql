UPDATE case_figure_drafts SET disclosure_id = $3 WHERE agency_code = $1 AND first_day = $2
AND NOT EXISTS (SELECT 1 FROM disclosures d WHERE d.id = case_figure_drafts.disclosure_id)
