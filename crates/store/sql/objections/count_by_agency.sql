SELECT COUNT(*) FROM objections WHERE agency_code = $1 AND (closed_on IS NULL) = $2
