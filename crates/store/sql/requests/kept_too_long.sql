SELECT id FROM requests WHERE keep_until < $1 AND applicant IS NOT NULL ORDER BY keep_until LIMIT $2
