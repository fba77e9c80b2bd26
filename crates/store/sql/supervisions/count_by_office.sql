SELECT COUNT(*) FROM supervisions WHERE office_code = $1 AND (closed_on IS NULL) = $2
