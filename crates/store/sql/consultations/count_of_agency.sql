SELECT COUNT(*) FROM consultations WHERE agency_code = $1 AND (state = 'published') = $2
