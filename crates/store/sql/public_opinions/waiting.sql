SELECT COUNT(*) FROM public_opinions WHERE closed_at IS NULL AND ((office_code = $1 AND $2 AND state IN ('noted', 'responded')) OR (agency_code = $1 AND $3 AND state = 'responding'))
