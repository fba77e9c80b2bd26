SELECT COUNT(DISTINCT applicant_digest) FROM requests WHERE agency_code = $1 AND wanted_digest = $2
