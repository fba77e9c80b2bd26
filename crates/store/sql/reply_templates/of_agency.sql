SELECT id, agency_code, kind, title, text, changed_by, changed_at, lock_version FROM reply_templates WHERE agency_code = $1 AND kind = $2 ORDER BY title, id
