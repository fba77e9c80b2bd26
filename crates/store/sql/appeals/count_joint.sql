SELECT COUNT(*) FROM appeal_partners WHERE agency_code = $1 AND ended = FALSE
