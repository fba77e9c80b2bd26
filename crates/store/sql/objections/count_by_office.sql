SELECT COUNT(*) FROM objections WHERE office_code = $1 AND (closed_on IS NULL) = $2
