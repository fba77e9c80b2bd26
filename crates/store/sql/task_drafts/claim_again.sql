UPDATE task_drafts SET disclosure_id = $3 WHERE agency_code = $1 AND task_code = $2
AND NOT EXISTS (SELECT 1 FROM disclosures d WHERE d.id = task_drafts.disclosure_id)
