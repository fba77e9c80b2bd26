SELECT COUNT(*) FROM appeal_partners WHERE appeal_id = $1 AND agency_code = $2
