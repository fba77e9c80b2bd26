SELECT id, agency_code, kind, title, text, changed_by, changed_at, lock_version FROM reply_templates WHERE id = $1
