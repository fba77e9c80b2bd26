SELECT disclosure_id FROM task_drafts WHERE agency_code = $1 AND task_code = $2
